"""One submission's way, from what was handed in to its result."""

import tempfile
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from autograder.cell import grade_id, is_show, is_solution, is_test
from autograder.check import CheckFailed, Table, words_of
from autograder.check.diagnosis import table_from
from autograder.course import Exercise, most_points
from autograder.grading.assignment import ENGINE, Assignment, Graded, HandedIn, zero
from autograder.grading.files import Unreadable
from autograder.grading.intake import Taken, take_in
from autograder.grading.judge_process import CallFailed, Cell, Names, Ran, is_hidden, judge, trusted_imports
from autograder.grading.outputs import as_json, clean_outputs
from autograder.grading.students import Students
from autograder.result import Result, TestResult

STUDENT_SECONDS, TEST_SECONDS = 30.0, 5.0  # the audit allows a test 0.1 s: fifty times that


def grade(students: Students, assignment: Assignment, handed_in: HandedIn) -> Graded:
    """Take a submission in, run it, judge it; what cannot be read is a zero with a reason."""
    began = time.perf_counter()
    topic = read_topic(assignment)
    try:
        if handed_in.problem:
            raise Unreadable(handed_in.problem)
        taken = take_in(handed_in.content, topic.source)
    except Unreadable as reason:
        return Graded(zero(assignment, handed_in.student, str(reason)))
    with tempfile.TemporaryFile() as files:
        files.write(assignment.data)
        files.seek(0)
        ran = judge(students, _cells(taken), topic.imports, topic.table, files if assignment.data else None)
    tests = _test_results(assignment.exercises, taken, ran)
    score, seconds = sum(test.score for test in tests), time.perf_counter() - began
    most = most_points(assignment.exercises)
    result = Result(handed_in.student, assignment.topic, score, most, tests, "", seconds, ENGINE, students.isolation)
    untouched = _untouched(taken.notebook)
    return Graded(result, as_json(_with_outputs(taken, ran)), untouched)


# ------------------------------------------------------------------------------------------------ the assignment
@dataclass(frozen=True)
class ReadTopic:
    """An assignment, read."""

    source: NotebookNode
    imports: Names
    table: Table  # of known mistakes, those of the hidden tests too


@lru_cache(100)
def read_topic(assignment: Assignment) -> ReadTopic:
    """The assignment's texts, read; each only once."""
    source = nbformat.reads(assignment.source, as_version=4)
    release = nbformat.reads(assignment.release, as_version=4)
    for cell, released in zip(source.cells, release.cells, strict=True):
        cell.metadata = released.metadata  # with the checksum, by which an untouched answer is known
    plain = [c.source for c in source.cells if c.cell_type == "code" and not c.metadata.get("nbgrader")]
    visible, hidden = table_from(assignment.mistakes), table_from(assignment.hidden_mistakes)
    return ReadTopic(source, trusted_imports(plain), Table(visible.calls | hidden.calls))


# ------------------------------------------------------------------------------------------------ the submission
def _cells(taken: Taken) -> list[Cell]:
    """What is run: the code cells in their order, without those that only show something."""
    code = [cell for cell in taken.notebook.cells if cell.cell_type == "code"]
    cells = [cell for cell in code if not is_show(cell)]
    return [
        Cell(cell.id, "test", cell.source, TEST_SECONDS)
        if is_test(cell)
        else Cell(cell.id, "student", cell.source, STUDENT_SECONDS)
        for cell in cells
    ]


def _untouched(notebook: NotebookNode) -> frozenset[str]:
    own = [cell for cell in notebook.cells if is_solution(cell)]
    return frozenset(grade_id(c) for c in own if c.metadata.nbgrader.get("checksum") == compute_checksum(c))


def _test_results(exercises: tuple[Exercise, ...], taken: Taken, ran: list[Ran]) -> tuple[TestResult, ...]:
    points = {cell.id: float(cell.metadata.nbgrader.points) for cell in taken.notebook.cells if is_test(cell)}
    verdicts = {r.cell.name: r for r in ran if r.cell.kind == "test"}
    return tuple(
        TestResult(
            test,
            exercise.name,
            0.0 if verdicts[test].error else points[test],
            points[test],
            words_of_test(verdicts[test]),
            _mistake(verdicts[test].error),
            verdicts[test].course_fault,
        )
        for exercise in exercises
        for test in exercise.tests
    )


def words_of_test(ran: Ran) -> str:
    """What the student reads of a test."""
    if ran.course_fault:
        return f"✗ {ran.cell.name} broke by itself ({type(ran.error).__name__}): not your fault, it will be looked at"
    if is_hidden(ran.cell) and not isinstance(ran.error, CheckFailed | CallFailed | None):
        return f"✗ {ran.cell.name} can do nothing with what yours gives ({type(ran.error).__name__})"
    return words_of(ran.error)


def _mistake(error: Exception | None) -> str:
    return error.cause.mistake if isinstance(error, CheckFailed) and error.cause.says else ""


def _with_outputs(taken: Taken, ran: list[Ran]) -> NotebookNode:
    """The notebook with what each cell showed, as if a kernel had run it."""
    notebook, shown = taken.notebook, {r.cell.name: r for r in ran}
    for count, cell in enumerate((cell for cell in notebook.cells if cell.id in shown), 1):
        cell.execution_count = count
        outputs = [_of_test(shown[cell.id])] if is_test(cell) else clean_outputs(shown[cell.id].outputs)
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
    if taken.notes:
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell("\n".join(f"- {n}" for n in taken.notes), id="intake"))
    return notebook


def _of_test(ran: Ran) -> dict[str, Any]:
    if ran.error is None:
        return {"output_type": "display_data", "data": {"text/plain": f"✓ {ran.cell.name}"}, "metadata": {}}
    words = words_of_test(ran)
    name = type(ran.error).__name__
    return {"output_type": "error", "ename": name, "evalue": words, "traceback": words.splitlines()}
