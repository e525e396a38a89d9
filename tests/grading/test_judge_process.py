"""What the student's process may and may not do to the judge."""

import base64

import judging
import numpy as np
import pytest
import torch
from judging import IMPORTS

from autograder.check import Table
from autograder.grading.judge_process import Cell, judge, trusted_imports
from autograder.grading.wire import Refused, pack, unpack
from autograder.grading.zygote import Zygote

TEST = "check.call(f, np.ones(2)).gives([2.0, 2.0])"


def verdict(zygote: Zygote, answer: str, *tests: str, seconds: float = 1.0) -> list[str]:
    """As judging.verdict; one test does for most."""
    return judging.verdict(zygote, answer, *(tests or [TEST]), seconds=seconds)


def test_a_right_answer_passes(zygote: Zygote) -> None:
    assert verdict(zygote, "def f(x): return x + 1") == [""]


def test_an_error_comes_back_with_the_students_line(zygote: Zygote) -> None:
    (words,) = verdict(zygote, "def f(x):\n    return x / undefined")
    assert words.splitlines() == [
        "✗ f([1, 1]) raised NameError: name 'undefined' is not defined",
        "  your line 2: return x / undefined",
    ]


def test_an_endless_loop_costs_its_deadline_and_no_other_test(zygote: Zygote) -> None:
    answer = "def f(x):\n    while len(x) == 2: pass\n    return x + 1"
    slow, quick = verdict(zygote, answer, TEST, "check.call(f, np.ones(3)).gives([2.0, 2.0, 2.0])", seconds=0.5)
    assert "runs too long" in slow and quick == ""


@pytest.mark.parametrize("stop", ["import os; os._exit(0)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_process_that_ends_is_the_students_loss_only(zygote: Zygote, stop: str) -> None:
    assert "ended its process" in verdict(zygote, f"def f(x):\n    {stop}")[0]


def test_a_process_that_ignores_the_alarm_is_killed(zygote: Zygote) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ndef f(x):\n    while True: pass"
    assert "does not stop" in verdict(zygote, stubborn, seconds=0.3)[0]


def test_a_hidden_test_names_a_mistake_and_no_more(zygote: Zygote) -> None:
    hidden = f"### BEGIN HIDDEN TESTS\n@check.test\ndef doubles():\n    {TEST}\n### END HIDDEN TESTS"
    entry = {"mistake": "minus", "says": "add, do not subtract", "gives": {"dtype": "float64", "values": [-1.0, -1.0]}}
    cells = [Cell("answer", "student", "def f(x): return x - 2"), Cell("test", "test", hidden)]
    *_, result = judge(zygote, cells, trusted_imports([IMPORTS]), Table({"doubles 1": [entry]}))
    assert str(result.error).splitlines() == [
        "✗ f is not right",
        "  add, do not subtract",
        "  at [0]: yours is -1 (2 of 2 values differ)",
    ]


def in_hidden_test(zygote: Zygote, answer: str) -> str:
    """The words of a hidden test whose input has 1.25 in it."""
    test = "check.call(f, np.full(2, 1.25)).gives(np.ones(2))"
    return verdict(zygote, answer, f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS", seconds=0.5)[0]


TELL = "raise ValueError(str(x))"
FORGED_LINE = """code = compile(f"raise ValueError  # {x}", "<other>", "exec")
    import linecache
    linecache.cache["<other>"] = 1, None, [f"raise ValueError  # {x}"], "<other>"
    exec(code)"""
FORGED_NAME = """def g(): raise NotImplementedError
    g.__code__ = g.__code__.replace(co_qualname=str(x))
    g()"""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (TELL, f"f raised ValueError\n  your line 2: {TELL}"),
        (
            "raise type(str(x), (KeyError,), {})",
            "f raised KeyError\n  your line 2: raise type(str(x), (KeyError,), {})",
        ),
        ("class Overtime(Exception): pass\n    raise Overtime(x)", "f raised Overtime: your code runs too long\n"),
        (FORGED_LINE, "f raised ValueError"),
        (FORGED_NAME, "the answer is not written yet"),
        ("while True: pass", "f raised Overtime: your code runs too long\n  your line 2: while True: pass"),
        ("import os; os._exit(0)", "f raised ProcessLost: your code ended its process"),
    ],
    ids=["text", "class", "overtime", "line", "name", "late", "ended"],
)
def test_an_error_does_not_tell_a_hidden_input(zygote: Zygote, body: str, words: str) -> None:
    said = in_hidden_test(zygote, f"def f(x):\n    {body}")
    assert said.startswith(f"✗ {words}") and "1.25" not in said


def test_a_function_that_is_not_written_is_named_by_its_place(zygote: Zygote) -> None:
    answer = "class A:\n    def b(self):\n        raise NotImplementedError\ndef f(x): return A().b()"
    assert in_hidden_test(zygote, answer) == "✗ A.b is not written yet"


def test_a_direct_call_does_not_tell_its_input(zygote: Zygote) -> None:
    (words,) = verdict(zygote, f"def f(x):\n    {TELL}", "f(np.full(2, 1.25))")
    assert words == "f raised ValueError"


def test_a_library_in_another_cell_is_found(zygote: Zygote) -> None:
    cells = [Cell("imports", "student", "import torch"), Cell("helper", "student", "helper = torch.relu")]
    cells += [Cell("answer", "student", "def f(x): return helper(x)")]
    cells += [Cell("test", "test", "check.by_hand(f, not_using='torch')")]
    *_, result = judge(zygote, cells, trusted_imports([IMPORTS]))
    assert str(result.error) == "✗ f is to be built, not called: yours uses torch.relu"


def test_names_of_one_test_are_unknown_to_the_student_and_to_the_next(zygote: Zygote) -> None:
    first, second = verdict(zygote, "def f(x): return secret", f"secret = [2.0, 2.0]\n{TEST}", f"secret\n{TEST}")
    assert "'secret' is not defined" in first and "'secret' is not defined" in second


def test_a_helper_runs_where_the_objects_are(zygote: Zygote) -> None:
    helper = "@check.student_side\ndef use(n):\n    return Box(n).n\ncheck.call(use, 3).gives(3)"
    assert verdict(zygote, "class Box:\n    def __init__(self, n): self.n = n", helper) == [""]


def test_an_object_does_not_cross(zygote: Zygote) -> None:
    assert "is a set_like, not numbers" in verdict(zygote, "class set_like: pass\ndef f(x): return set_like()")[0]


def test_a_generator_crosses_towards_the_student(zygote: Zygote) -> None:
    test = (
        "rng = np.random.default_rng(3)\n"
        "check.call(f, rng, n=4).gives(np.random.default_rng(3).normal(size=4))\n"
        "check.call(f, rng, n=9999).statistics(mean=0.0, std=1.0)"
    )
    assert verdict(zygote, "def f(rng, n): return rng.normal(size=n)", test) == [""]


@pytest.mark.parametrize(
    "value",
    [None, True, 2**80, -0.5, "é", b"\0", 1 + 2j, [1, (2, {3})], {(1, 2): [None]}, np.float32(1.5), torch.float32]
    + [np.arange(6).reshape(2, 3), np.zeros((0, 3)), np.array(True), torch.ones(2, 3, dtype=torch.float16)],
    ids=str,
)
def test_plain_data_arrives_as_it_was(value: object) -> None:
    arrived = unpack(pack(value))
    assert type(arrived) is type(value)
    same = arrived == value
    assert bool(np.all(np.asarray(same))) and getattr(arrived, "dtype", None) == getattr(value, "dtype", None)


EIGHT = base64.b64encode(bytes(8)).decode()


@pytest.mark.parametrize(
    "data",
    [
        {}, [], ["object", 1], ["list", 1], ["dict", [[1]]], ["bytes", "?"], ["dtype", "os.system"],
        ["complex", 1, "j"], ["array", "object", [1], EIGHT], ["array", "float64", [2], EIGHT],
        ["array", "float64", [-1], EIGHT],
        ["array", "float64", [10**9] * 8, EIGHT], ["array", "float64", [True], EIGHT], ["set", [["list", []]]],
        ["rng", ["dict", []]],
    ],
    ids=str,
)  # fmt: skip
def test_anything_else_is_refused(data: object) -> None:
    with pytest.raises((Refused, ValueError, TypeError)):
        unpack(data)
