"""The answer bank: known right and known wrong answers to every exercise of a topic.

softmax = exercise("softmax")
softmax.wrong("no-shift", "exp overflows; ...", loses="softmax_is_stable", edit=("logits - logits.max()", "logits"))

@softmax.right("in plain loops")
def _():
    def softmax(logits, axis=-1): ...
"""

import ast
import importlib.util
import inspect
import linecache
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.course import Topic
from autograder.errors import CourseError


@dataclass(frozen=True)
class Right:
    """A right answer: the whole text of the solution cell."""

    how: str
    cell: str


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: an edit of the reference, and exactly the tests that it loses."""

    name: str  # the id of the mistake
    says: str  # the sentence that the student is shown; "" where none would help
    loses: frozenset[str]
    edit: tuple[str, str]
    line: int  # in answers.py

    def cell(self, reference: str) -> str:
        """The reference with the mistake in it; a ValueError if the edit does not match once or does not parse."""
        old, new = self.edit
        if (matches := reference.count(old)) != 1:
            raise ValueError(f"the edit of {self.name} matches {matches} times, not once: {old!r}")
        edited = reference.replace(old, new)
        try:
            ast.parse(edited)
        except SyntaxError as error:
            raise ValueError(f"the edit of {self.name} leaves no Python: {error.msg}") from error
        return edited


@dataclass
class Exercise:
    """The answers to one solution cell, named by its grade_id."""

    grade_id: str
    rights: list[Right] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)
    equivalents: dict[str, str] = field(default_factory=dict)  # mutants that are no mistakes, and why

    def right(self, how: str) -> Callable[[Callable[[], None]], None]:
        """Take the body of the decorated function as the whole solution cell."""

        def take(body: Callable[[], None]) -> None:
            lines = inspect.getsource(body).splitlines(keepends=True)
            start = next(i for i, line in enumerate(lines) if line.startswith("def "))
            self.rights.append(Right(how, textwrap.dedent("".join(lines[start + 1 :]))))

        return take

    def wrong(self, name: str, says: str | None = None, *, loses: str, edit: tuple[str, str]) -> None:
        """Add a wrong answer; `loses` names its lost tests, separated by spaces.

        A mistake of several forms has a wrong answer for each, under one name; the first has the sentence.
        """
        known = [wrong.says for wrong in self.wrongs if wrong.name == name]
        if known and says:
            raise ValueError(f"{name}: the sentence stands at the first wrong answer of this name")
        frame = inspect.currentframe()
        line = frame.f_back.f_lineno if frame and frame.f_back else 0
        self.wrongs.append(Wrong(name, known[0] if known else says or "", frozenset(loses.split()), edit, line))

    def equivalent(self, mutant: str, *, because: str) -> None:
        """Say that a mutant of the reference is a right answer too."""
        self.equivalents[mutant] = because


def exercise(grade_id: str) -> Exercise:
    """A new, empty bank for one exercise."""
    return Exercise(grade_id)


def read_bank(topic: Topic) -> list[Exercise]:
    """The exercises of `answers.py`, in its order; a CourseError with file and line if it does not run."""
    linecache.checkcache(str(topic.answers))
    spec = importlib.util.spec_from_file_location(f"answers_{topic.notebook_name}", topic.answers)
    if not topic.answers.exists() or not spec or not spec.loader:
        raise CourseError(f"{topic.answers} is missing", "Every assignment has an answer bank beside its master.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = _line_of(error, str(topic.answers))
        raise CourseError(f"{topic.answers}:{line}: {type(error).__name__}: {error}", "Mend the bank.") from error
    return [item for item in vars(module).values() if isinstance(item, Exercise)]


def _line_of(error: Exception, file: str) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
