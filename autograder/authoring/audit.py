"""Is this assignment ready? Everything an author has to know, in one short report."""

import ast
import statistics
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import Literal

from autograder.authoring import mistakes
from autograder.authoring.bank import Exercise as Bank
from autograder.authoring.bank import Wrong, read_bank
from autograder.authoring.master import Assignment, Exercise, read_master
from autograder.authoring.mutants import Mutant, mutants_of
from autograder.authoring.rehearsal import Report, Take, rehearse
from autograder.authoring.rules import BEGIN_SOLUTION, END_SOLUTION, broken_rules
from autograder.check import Table, words_of
from autograder.course import Topic
from autograder.grading.judge_process import Cell as Judged
from autograder.grading.judge_process import judge, trusted_imports
from autograder.grading.students import Students, make_students
from autograder.grading.warm import import_ahead
from autograder.grading.wire import Refused
from autograder.imports import skip_unused_imports

LEAST_KILLED = 0.95
TEST_SECONDS, RIGHT_SECONDS = 0.1, 0.5
NOTEBOOK_SECONDS = dict.fromkeys(["10", "12", "13", "17", "20", "21", "22", "23", "24", "25"], 1.0)  # else 0.5
CONSTANTS = ("0.0", "1.0", "None", "[]")


@dataclass
class Audit:
    """What the audit of one topic found; all of it is data."""

    topic: str
    exercises: int = 0
    tests: int = 0
    rights: int = 0
    wrongs: int = 0
    named: int = 0  # wrong answers whose sentence is shown
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    survivors: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)  # mistakes that give the same: the first has its name
    faults: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)  # over a time budget: on a busy machine no fault
    notebook_seconds: float = 0.0  # the reference: all student cells and tests
    answer_seconds: float = 0.0  # median, fork and all
    seconds: float = 0.0  # the whole audit

    @property
    def notes(self) -> list[str]:
        """What an author should look at, though nothing is wrong."""
        return [f"survives: {mutant}" for mutant in self.survivors] + [f"clash: {clash}" for clash in self.clashes]


def audit_all(topics: list[Topic], workers: int = 1, *, mutants: bool = True) -> list[Audit]:
    """Audit several topics, each in a fresh process: a process that computed is no good one to fork."""
    with ThreadPoolExecutor(workers) as threads:
        return list(threads.map(partial(_in_fresh_process, mutants=mutants), topics))


def _in_fresh_process(topic: Topic, mutants: bool) -> Audit:
    with ProcessPoolExecutor(1, get_context("spawn"), skip_unused_imports) as process:
        return process.submit(_audit_alone, topic, mutants).result()


def _audit_alone(topic: Topic, mutants: bool) -> Audit:
    """In a process that has done nothing yet: the students of the judge are forked from it, before it computes."""
    import_ahead()
    with closing(make_students("process", forked=True)) as students:
        return audit(topic, students, mutants=mutants)


def audit(topic: Topic, students: Students, *, mutants: bool = True) -> Audit:
    """Try everything that the bank knows on the topic's tests, and `mutants` of its reference."""
    began = time.perf_counter()
    assignment, bank = read_master(topic), read_bank(topic)
    found = Audit(topic.name, len(assignment.exercises), sum(len(e.tests) for e in assignment.exercises))
    found.faults += broken_rules(assignment, bank)
    if found.faults:
        return found  # what follows relies on the rules
    table = mistakes.record_mistakes(assignment, bank)
    found.clashes += table.clashes
    if mistakes.is_stale(topic):
        found.faults.append(f"{topic.mistakes}: stale; run `autograder build {topic.name}`")
    alone = _try_the_bank(assignment, bank, table, found)
    _judge_too(assignment, table, alone, students, found)
    if mutants:
        _try_mutants(assignment, bank, found)
    found.seconds = time.perf_counter() - began
    return found


# ------------------------------------------------------------------------------------------------ the bank
def _try_the_bank(
    assignment: Assignment, bank: list[Bank], table: Table, found: Audit
) -> dict[tuple[str, str], Report]:
    """What became of each answer, by what it does and its exercise."""
    takes: dict[Take, tuple[str, Wrong | None]] = {}
    for exercise in assignment.exercises:
        takes[Take(exercise.name, exercise.solution.source)] = ("reference", None)
        for how, cell in _worthless(exercise):
            takes[Take(exercise.name, cell)] = (how, None)
    for entry in bank:
        reference = assignment.reference[entry.grade_id]
        takes |= {Take(entry.grade_id, right.cell): (f"right: {right.how}", None) for right in entry.rights}
        takes |= {Take(entry.grade_id, wrong.cell(reference)): (wrong.name, wrong) for wrong in entry.wrongs}
    reports = list(rehearse(assignment, takes, table))
    for report in reports:
        how, wrong = takes[report.take]
        everything = {test.grade_id for test in assignment.exercise(report.take.exercise).tests}
        if wrong:
            _judge_wrong(report, wrong, found)
        elif how == "reference" or how.startswith("right"):
            _judge_right(report, how, found)
        elif report.lost != everything:
            earned = ", ".join(sorted(everything - report.lost))
            found.faults.append(f"{report.take.exercise}: an answer that {how} earns {earned}")
    found.answer_seconds = statistics.median(report.seconds for report in reports)
    seconds = [sum(t.seconds for t in r.tried) for r in reports if takes[r.take][0] == "reference"]
    found.notebook_seconds = sum(seconds)
    if found.notebook_seconds > _budget(found.topic):
        found.slow.append(f"the notebook takes {found.notebook_seconds:.2f} s of {_budget(found.topic)} s")
    return {(takes[report.take][0], report.take.exercise): report for report in reports}


def _judge_too(
    assignment: Assignment, table: Table, alone: dict[tuple[str, str], Report], students: Students, found: Audit
) -> None:
    """Whether a test says the same in one process and through the judge: nothing but plain data may cross."""
    imports = trusted_imports([cell.source for cell in assignment.cells if cell.kind == "code"])
    for how in ("reference", "is not written", "zeroes its arguments"):
        cells = []
        for cell in assignment.cells:
            if cell.kind == "solution":
                cells.append(Judged(cell.grade_id, "student", alone[how, cell.grade_id].take.cell))
            elif cell.kind in ("code", "test"):
                kind: Literal["student", "test"] = "test" if cell.kind == "test" else "student"
                cells.append(Judged(cell.grade_id or f"line-{cell.line}", kind, cell.source, seconds=5.0))
        said = {t.test: t.message for exercise in assignment.exercises for t in alone[how, exercise.name].tried}
        for ran in (ran for ran in judge(students, cells, imports, table) if ran.cell.kind == "test"):
            message, test = words_of(ran.error), ran.cell.name
            if isinstance(ran.error, Refused):
                found.faults.append(f"{test}: {message}")
            elif message != said[test]:
                both = f"in one process: {said[test] or 'passes'} | judged: {message or 'passes'}"
                found.faults.append(f"{test}, an answer that {how}: {both}")


def _judge_right(report: Report, how: str, found: Audit) -> None:
    found.rights += how != "reference"
    if report.lost:
        said = " | ".join(f"{t.test}: {t.message}" for t in report.tried if t.message)
        found.faults.append(f"{report.take.exercise}: {how} is rejected: {said}")
    budget = TEST_SECONDS if how == "reference" else RIGHT_SECONDS
    found.slow += [f"{how}: {t.test} takes {t.seconds:.2f} s of {budget} s" for t in report.tried if t.seconds > budget]


def _judge_wrong(report: Report, wrong: Wrong, found: Audit) -> None:
    found.wrongs += 1
    found.named += bool(wrong.says and wrong.name in report.named)
    place = f"answers.py:{wrong.line}: {report.take.exercise}: {wrong.name}"
    if report.lost != wrong.loses:
        lost, said = ", ".join(sorted(report.lost)), ", ".join(sorted(wrong.loses))
        found.faults.append(f"{place} loses {lost or 'nothing'}, not {said}")
    elif wrong.says and wrong.name not in report.named:
        shown = " | ".join(t.message for t in report.tried if t.message)
        found.faults.append(f"{place}: its sentence is not shown, but: {shown}")


def _worthless(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Answers that compute nothing: the released stub, constants, the argument itself, the argument zeroed."""
    cell = exercise.solution.source
    yield "is not written", _with_bodies(cell, "raise NotImplementedError()")
    for constant in CONSTANTS:
        yield f"is always {constant}", _with_bodies(cell, f"return {constant}")
    yield "returns its argument", _with_bodies(cell, "return next(iter(locals().values()), None)")
    zeroing = (
        "_todo = list(locals().values())\n"
        "for _item in _todo:\n"
        "    if hasattr(_item, 'shape') and _item.shape:\n"
        "        _item[...] = 0\n"
        "    if isinstance(_item, (dict, list, tuple)):\n"
        "        _todo += _item.values() if isinstance(_item, dict) else _item\n"
        "return next((a for a in _todo if hasattr(a, 'shape')), 0.0)"
    )
    yield "zeroes its arguments", _with_bodies(cell, zeroing)


def _with_bodies(cell: str, body: str) -> str:
    """The solution cell with `body` in place of every solution; whole lines are cut."""
    lines, inside = [], False
    for line in cell.splitlines():
        if line.strip() == BEGIN_SOLUTION:
            lines.append(textwrap.indent(body, line[: -len(line.lstrip())]))
            inside = True
        elif line.strip() == END_SOLUTION:
            inside = False
        elif not inside:
            lines.append(line)
    text = "\n".join(lines) + "\n"
    ast.parse(text)
    return text


# ------------------------------------------------------------------------------------------------ mutants
def _try_mutants(assignment: Assignment, bank: list[Bank], found: Audit) -> None:
    equivalents = {entry.grade_id: entry.equivalents for entry in bank}
    takes: dict[Take, Mutant] = {}
    for exercise in assignment.exercises:
        known = equivalents.get(exercise.name, {})
        mutants = list(mutants_of(exercise.solution.source))
        for name in sorted(set(known) - {mutant.name for mutant in mutants}):
            found.faults.append(f"{assignment.topic.answers}: {exercise.name} has no mutant {name}")
        for mutant in mutants:
            if mutant.name in known:
                found.equivalent += 1
            else:
                takes[Take(exercise.name, mutant.cell, first_loss_only=True, seconds=2.0)] = mutant
    for report in rehearse(assignment, takes):
        mutant = takes[report.take]
        found.mutants += 1
        found.killed += bool(report.lost)
        if not report.lost:
            found.survivors.append(f"{report.take.exercise}/{mutant.name}: {mutant.change}")
    if found.killed < LEAST_KILLED * found.mutants:
        found.faults.append(f"{found.killed} of {found.mutants} mutants lose a point: at least 95 % have to")


def _budget(topic: str) -> float:
    return NOTEBOOK_SECONDS.get(topic.partition("-")[0], 0.5)
