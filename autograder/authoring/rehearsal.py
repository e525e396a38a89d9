"""Try many answers quickly: the reference runs once in a warm process, which is forked at each exercise.

    for report in rehearse(assignment, [Take("softmax", cell)]):
        print(report.lost, report.messages)

A fork runs one answer and the tests of its exercise, and tells what came of them. Exercises do not depend on each
other's answers (rules.py), so no other test needs to run.
"""

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from autograder import check
from autograder.authoring.master import Assignment, Cell
from autograder.check import CheckFailed, Table, words_of
from autograder.check.cells import compile_cell
from autograder.grading.warm import get_ready_to_fork

Names = dict[str, Any]


@dataclass(frozen=True)
class Take:
    """An answer to try."""

    exercise: str
    cell: str
    mistake: str = ""  # while recording: whose answer it is
    says: str = ""
    first_loss_only: bool = False  # stop at the first lost test
    seconds: float = 5.0  # deadline


@dataclass(frozen=True)
class Tried:
    """What became of one test."""

    test: str
    message: str  # "" if it passed
    mistake: str  # the id of the mistake that was named with its sentence
    seconds: float  # of CPU


@dataclass(frozen=True)
class Report:
    """What became of one answer; a process that was lost lost every test."""

    take: Take
    tried: tuple[Tried, ...]
    calls: dict[str, Any]  # what was recorded
    clashes: tuple[str, ...]
    seconds: float

    @property
    def lost(self) -> frozenset[str]:
        """The tests that failed."""
        return frozenset(tried.test for tried in self.tried if tried.message)

    @property
    def named(self) -> frozenset[str]:
        """The mistakes whose sentences were shown."""
        return frozenset(tried.mistake for tried in self.tried if tried.mistake)


def rehearse(assignment: Assignment, takes: Iterable[Take], table: Table | None = None) -> Iterator[Report]:
    """Try every answer at its place in the notebook; `table` names mistakes.

    Numbers are computed in this process (the reference), so it must not have started threads.
    """
    get_ready_to_fork()
    waiting = list(takes)
    names: Names = {"__name__": "__main__", "In": []}
    for cell in assignment.cells:
        if cell.kind == "solution":
            exercise = assignment.exercise(cell.grade_id)
            for take in [take for take in waiting if take.exercise == cell.grade_id]:
                yield _in_fork(take, exercise.tests, names, table or Table())
        if cell.kind in ("code", "solution"):
            _run(cell.grade_id or f"line-{cell.line}", cell.source, names)


def _run(name: str, source: str, names: Names) -> None:
    names["In"].append(source)
    exec(compile_cell(name, source), names)


def _in_fork(take: Take, tests: tuple[Cell, ...], names: Names, table: Table) -> Report:
    began = time.perf_counter()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(reader)
            told = _try(take, tests, names, table)
            with os.fdopen(writer, "w") as pipe:
                json.dump(told, pipe)
        os._exit(0)
    os.close(writer)
    text = _read(reader, child, take.seconds)
    os.waitpid(child, 0)
    seconds = time.perf_counter() - began
    if not text:
        lost = tuple(Tried(test.grade_id, "the process ended or ran too long", "", take.seconds) for test in tests)
        return Report(take, lost, {}, (), seconds)
    told = json.loads(text)
    return Report(take, tuple(Tried(**t) for t in told["tried"]), told["calls"], tuple(told["clashes"]), seconds)


def _read(reader: int, child: int, seconds: float) -> str:
    """All that the child writes until it ends; "" if it does not end in time."""
    deadline, content = time.monotonic() + seconds, bytearray()
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(deadline - time.monotonic(), 0))[0]:
            chunk = pipe.read(1 << 16)
            if not chunk:
                return content.decode()
            content += chunk
    os.kill(child, signal.SIGKILL)
    return ""


def _try(take: Take, tests: tuple[Cell, ...], names: Names, table: Table) -> dict[str, Any]:
    """In the fork: the answer, then its tests."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    with contextlib.suppress(Exception):  # what it does not define is missed by the tests
        _run(take.exercise, take.cell, names)
    recorded, tried = Table(), []
    judged = check.recording(recorded, take.mistake, take.says) if take.mistake else check.using(table)
    with judged:
        for test in tests:
            tried.append(_try_test(test, names))
            if take.first_loss_only and tried[-1].message:
                break
    return {"tried": [asdict(t) for t in tried], "calls": recorded.calls, "clashes": recorded.clashes}


def _try_test(test: Cell, names: Names) -> Tried:
    began, error = time.process_time(), None  # not the clock's: others may be busy too
    try:
        _run(test.grade_id, test.source, names)
    except Exception as reason:
        error = reason
    named = error.cause.mistake if isinstance(error, CheckFailed) and error.cause.says else ""
    return Tried(test.grade_id, words_of(error), named, time.process_time() - began)
