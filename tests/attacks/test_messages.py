"""What a failed hidden test says: a mistake that is known, one rounded number, nothing of the input."""

import pytest
from judging import IMPORTS

from autograder.grading.grade import words_of_test
from autograder.grading.judge_process import Cell, judge, trusted_imports
from autograder.grading.zygote import Zygote

from .ground import HIDDEN

BEGIN, END = "### BEGIN HIDDEN TESTS\n", "\n### END HIDDEN TESTS"
ARRAY = "check.call(f, np.array([4217.6283])).gives(np.array([1.0]))"
PAIR = "check.call(f, np.array([4217.6283])).gives((1.0, 2.0))"
TABLE = "check.call(f, np.array([4217.6283])).gives({'a': 1.0})"
TEXT = "check.call(f, np.array([4217.6283])).gives('yes')"
KEY = "answer = check.call(f, np.array([4217.6283])).result()\n{'a': 1}[answer]"
FLOAT = "answer = check.call(f, np.array([4217.6283])).result()\nfloat(answer)"
UNPACK = "answer = check.call(f, np.array([4217.6283])).result()\ngetattr(np, answer)"
DIRECT = "float(f(np.array([4217.6283])))"


def words(zygote: Zygote, body: str, test: str, *, hidden: bool = True) -> str:
    """What the student reads of the test."""
    source = BEGIN + test + END if hidden else test
    body = "\n    ".join(body.splitlines())
    cells = [Cell("imports", "student", IMPORTS), Cell("answer", "student", f"def f(x):\n    {body}")]
    *_, ran = judge(zygote, [*cells, Cell("looks_closely", "test", source)], trusted_imports([IMPORTS]))
    return words_of_test(ran)


TELLING = {
    "a text": ("return str(x)", ARRAY),
    "a text for a text": ("return str(x)", TEXT),
    "a text for a pair": ("return str(x)", PAIR),
    "a text in a pair": ("return 1.0, str(x)", PAIR),
    "a key": ("return {str(x): 1.0}", TABLE),
    "a key more": ("return {'a': 1.0, str(x): 1.0}", TABLE),
    "a class": ("return type(f'x{x[0]}', (), {})()", ARRAY),
    "a class in a pair": ("return type(f'x{x[0]}', (), {})()", PAIR),
    "a shape without elements": ("return np.zeros((0, 4217, 6283))", ARRAY),
    "a shape of many axes": ("return np.zeros((0, 4, 2, 1, 7, 6, 2, 8, 3))", ARRAY),
    "a long integer": ("return int('42176283' * 20)", ARRAY),
    "an error's text": ("raise ValueError(str(x))", ARRAY),
    "an error's class": ("raise type(f'x{x[0]}', (KeyError,), {})", ARRAY),
    "an error's base classes": ("raise type('E', (type(f'x{x[0]}', (Exception,), {}),), {})", ARRAY),
    "a name for what is missing": (
        "def g(): raise NotImplementedError\ng.__code__ = g.__code__.replace(co_qualname=str(x))\ng()",
        ARRAY,
    ),
    "a parameter's name": ("x += 1\nreturn x", ARRAY),
    "a key that the test looks up": ("return str(x)", KEY),
    "a text that the test takes for a number": ("return str(x)", FLOAT),
    "a name that the test looks up": ("return f'x{x[0]}'", UNPACK),
    "an answer to a direct call": ("return str(x)", DIRECT),
    "an error of a direct call": ("raise ValueError(str(x))", DIRECT),
}


@pytest.mark.parametrize("name", TELLING)
def test_a_hidden_test_does_not_say_its_input(zygote: Zygote, name: str) -> None:
    body, test = TELLING[name]
    said = words(zygote, body, test)
    assert said and not HIDDEN.search(said)


@pytest.mark.parametrize("name", ["a text", "a key more", "an error's text", "a text that the test takes for a number"])
def test_a_visible_test_says_it(zygote: Zygote, name: str) -> None:
    """Else the hidden one would prove nothing."""
    body, test = TELLING[name]
    assert HIDDEN.search(words(zygote, body, test, hidden=False))


def test_a_hidden_test_says_one_rounded_number(zygote: Zygote) -> None:
    assert words(zygote, "return x", ARRAY).splitlines() == [
        "✗ f is off by a constant factor",
        "  at [0]: yours is 4218",
    ] or (words(zygote, "return x", ARRAY) == "✗ f is not right\n  at [0]: yours is 4218")


def test_control_characters_do_not_come_out(zygote: Zygote) -> None:
    said = words(zygote, "raise ValueError('\\x1b[2J\\x07\\u202e')", ARRAY, hidden=False)
    assert "ValueError" in said and said.replace("\n", "").isprintable()
