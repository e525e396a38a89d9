"""Run the tests where the student's code never runs: only plain data comes from over there.

results = judge(students, cells, imports, table)  # cells in order, the student's and the instructor's tests
"""

import ast
import builtins
import math
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from types import CodeType
from typing import IO, Any, Literal

from autograder.check import Outcome, Raised, Table, bound_names, functions_in, using
from autograder.check.cells import remember_lines
from autograder.grading.student_process import LATE, Overtime
from autograder.grading.students import Students
from autograder.grading.text import printable
from autograder.grading.wire import Plain, Refused, pack, receive, send, unpack

Names = dict[str, Any]
MOST_SECONDS = 180.0  # for all cells of a notebook
DECODE_SECONDS = 2.0  # a reply may be made such that it takes hours: keys that all have one hash


@dataclass(frozen=True)
class Cell:
    """A code cell: the student's, or a test of the instructor's."""

    name: str
    kind: Literal["student", "test"]
    source: str
    seconds: float = 2.0  # deadline


@dataclass(frozen=True)
class Ran:
    """What became of one cell."""

    cell: Cell
    error: Exception | None = None  # why a test failed; None: it passed
    course_fault: bool = False  # it failed by itself, before it had anything of the student's
    outputs: tuple[Any, ...] = ()  # what the student's cell is said to have shown
    seconds: float = 0.0


def judge(
    students: Students,
    cells: Sequence[Cell],
    imports: Names,
    table: Table | None = None,
    files: IO[bytes] | None = None,
) -> list[Ran]:
    """Run the student's cells over there and the tests here, in the order of the notebook.

    `table` names mistakes; `files` is a tar of what the notebook finds in its folder.
    """
    end = time.monotonic() + MOST_SECONDS
    ran = _run_all(students, cells, imports, table or Table(), files, end)
    first = next((i for i, r in enumerate(ran) if is_hidden(r.cell)), len(ran))
    if not any(r.outputs for r in ran[first:]):
        return ran
    # A process that has seen a hidden test's input could show it: what later cells show is seen in one that has not.
    if files:
        files.seek(0)
    alone = _run_all(students, [cell for cell in cells if cell.kind == "student"], imports, Table(), files, end)
    shown = {id(r.cell): r.outputs for r in alone}
    return ran[:first] + [replace(r, outputs=shown.get(id(r.cell), ())) for r in ran[first:]]


def _run_all(
    students: Students, cells: Sequence[Cell], imports: Names, table: Table, files: IO[bytes] | None, end: float
) -> list[Ran]:
    student = Student(students, files)
    ran = []
    try:
        for cell in cells:
            student.deadline = min(time.monotonic() + cell.seconds, end)
            if cell.kind == "student":
                ran.append(student.run(cell))
            else:
                with using(table):
                    ran.append(_run_test(cell, student, imports))
    finally:
        student.end()
    return ran


def is_hidden(cell: Cell) -> bool:
    """Whether a student may see neither what this test gives nor what it expects."""
    return cell.kind == "test" and "BEGIN HIDDEN TESTS" in cell.source


def trusted_imports(sources: Sequence[str]) -> Names:
    """The names that the import statements of the instructor's own notebook bring."""
    names: Names = {"__name__": "__judge__", "__builtins__": builtins}
    for source in sources:
        imports: list[ast.stmt] = [n for n in ast.parse(source).body if isinstance(n, ast.Import | ast.ImportFrom)]
        exec(compile(ast.Module(imports, []), "<imports>", "exec"), names)
    return names


class Student:
    """The judge's end of the link."""

    def __init__(self, students: Students, files: IO[bytes] | None) -> None:
        self._students, self._link = students, students.start(files)
        self._lost = ""  # why the process is gone
        self.asked = False  # whether anything of it has reached the test
        self.deadline = math.inf
        self.cells: list[str] = []  # those that were run

    def ask(self, verb: str, *details: Plain) -> Outcome:
        """One request and its answer; whatever goes wrong on the way is the student's error."""
        self.asked = self.asked or verb != "define"
        if not self._lost:
            seconds = max(self.deadline - time.monotonic(), 1e-3)
            request = pack([seconds, verb, *details])  # what the test sends is the test's fault
            try:
                send(self._link, request, self.deadline + 0.5)
                return _outcome(unpack(receive(self._link, self.deadline + 0.5)), self.cells)
            except TimeoutError:
                self.end(f"{LATE} and does not stop")
            except OSError:
                self.end()
            except (Refused, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
                return Outcome(raised=Raised(("Refused",), str(error), "", "", isinstance(error, Refused)))
        return Outcome(raised=Raised(("ProcessLost",), self._lost, "", "", ours=True))

    def run(self, cell: Cell, seconds: float | None = None) -> Ran:
        """Run one of the student's cells, in `seconds` if that is given; an error in it is among its outputs."""
        began = time.perf_counter()
        self.deadline = self.deadline if seconds is None else time.monotonic() + seconds
        self.cells.append(cell.source)
        with _at_most(max(self.deadline - time.monotonic(), 0.0) + DECODE_SECONDS):
            outcome = self.ask("run", cell.source)
        if outcome.raised:  # it had no chance to show its error
            lost = outcome.raised
            shown: list[Any] = [
                {"output_type": "error", "ename": lost.types[0], "evalue": lost.text, "traceback": [lost.text]}
            ]
        else:
            shown = outcome.value if isinstance(outcome.value, list) else []
        return Ran(cell, None, False, tuple(shown), time.perf_counter() - began)

    def end(self, why: str = "your code ended its process") -> None:
        """Whatever still runs, stops; unless the machine says why it did, `why` says it."""
        if not self._lost:
            self._link.close()
            self._lost = self._students.stop() or why


class CallFailed(RuntimeError):
    """A test called a function of the student's directly, and it raised an error."""


class Stub:
    """A function of the student's process; all that can be done with it is to call it with plain data."""

    def __init__(self, student: Student, name: str) -> None:
        self._student, self.__name__ = student, name
        self.cells = tuple(student.cells)  # for check.by_hand
        self.source = next((cell for cell in reversed(self.cells) if name in bound_names(cell)), None)

    def attempt(self, args: tuple[Plain, ...], kwargs: Mapping[str, Plain]) -> Outcome:
        """What `autograder.check` asks for."""
        return self._student.ask("call", self.__name__, list(args), dict(kwargs))

    def __call__(self, *args: Plain, **kwargs: Plain) -> Plain:
        outcome = self.attempt(args, kwargs)
        if outcome.raised:
            raise CallFailed(f"{self.__name__} raised {outcome.raised.python_type}")  # the test may be hidden
        return outcome.value


class _TestNames(dict[str, Any]):
    """What a test cell sees: the instructor's imports, its own names, and stubs for the student's functions."""

    def __init__(self, imports: Names, student: Student) -> None:
        super().__init__(imports)
        self._student = student

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        match self._student.ask("get", name):
            case Outcome(raised=None, value=["a function"]):
                self[name] = Stub(self._student, name)
                return self[name]
            case Outcome(raised=None, value=("the value", value)):
                return value
        raise KeyError(name)


def _run_test(cell: Cell, student: Student, imports: Names) -> Ran:
    began, error = time.perf_counter(), None
    names = _TestNames(imports, student)
    student.asked = False
    try:
        with _at_most(2 * cell.seconds + 1):
            exec(_move_helpers(cell, student, names), names)
    except Exception as reason:  # a failed check, or a test that breaks on what the student did: no points either way
        error = reason
    fault = isinstance(error, Refused) or (error is not None and not student.asked)
    return Ran(cell, error, fault, (), time.perf_counter() - began)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """A deadline for this process's own code; what the student's takes counts too, and has its own."""

    def stop(*_: Any) -> None:
        raise TimeoutError("the test takes too long")

    before = signal.signal(signal.SIGALRM, stop) if hasattr(signal, "setitimer") else None
    try:
        if before is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        if before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _move_helpers(cell: Cell, student: Student, names: Names) -> CodeType:
    """Send the `@check.student_side` functions over, leave stubs in their place, and give the rest, compiled."""
    remember_lines(cell.name, cell.source)
    helpers, rest = _split(cell.name, cell.source)
    for name, source in helpers.items():
        student.ask("define", name, source)
        names[name] = Stub(student, name)
    return rest


@lru_cache(1000)
def _split(name: str, source: str) -> tuple[dict[str, str], CodeType]:
    """The sources of the helpers in a test cell, and the rest of it."""
    tree, helpers = ast.parse(source), {}
    for scope in [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.FunctionDef)]:
        for node in [n for n in scope.body if isinstance(n, ast.FunctionDef)]:
            if any(ast.unparse(mark) == "check.student_side" for mark in node.decorator_list):
                scope.body.remove(node)
                node.decorator_list = []
                helpers[node.name] = ast.unparse(node)
    return helpers, compile(tree, f"<{name}>", "exec")


def _outcome(reply: Any, cells: list[str]) -> Outcome:
    """The typed answer; the student's process may have sent anything."""
    match reply:
        case {"object": str(name), "raised": raised, "changed": str(changed)}:
            value: Any = type(printable(name)[:100], (), {})()
        case {"value": value, "raised": raised, "changed": str(changed)}:
            pass
        case _:
            raise Refused("not an outcome")
    return Outcome(value, _raised(raised, cells), printable(changed)[:100])


def _raised(claim: Any, cells: list[str]) -> Raised | None:
    match claim:
        case None:
            return None
        case {"types": [*types], "text": str(text), "function": str(function), "line": str(line)}:
            names = tuple(printable(name)[:100] for name in types[:50]) or ("Exception",)
            late = names[0] == Overtime.__name__
            said = LATE if late else printable(text)[:300]
            return Raised(names, said, *_place(printable(function)[:300], printable(line)[:300], cells), ours=late)
    raise Refused("not an error")


def _place(function: str, line: str, cells: list[str]) -> tuple[str, str]:
    """Where an error is said to be, as far as a cell has such a place: a hidden test shows it."""
    lines = {f"line {n}: {text.strip()}"[:300] for cell in cells for n, text in enumerate(cell.splitlines(), 1)}
    known = any(function in functions_in(cell) for cell in cells)
    return function if known else "", line if line in lines else ""
