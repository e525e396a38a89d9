"""One submission's way, from the file that was handed in to its result."""

import time
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.cell import is_show, is_test
from autograder.check import CheckFailed, Table, words_of
from autograder.check.diagnosis import read_table
from autograder.course import Course, Exercise, Topic, most_points, read_exercises
from autograder.grading.intake import Taken, Unreadable, take_in
from autograder.grading.judge_process import Cell, Names, Ran, judge, trusted_imports
from autograder.grading.zygote import Zygote
from autograder.result import Result, Submission, TestResult

ENGINE = "judged"
STUDENT_SECONDS, TEST_SECONDS = 30.0, 5.0


@dataclass(frozen=True)
class Assignment:
    """What is needed to grade a topic, read once."""

    topic: Topic
    exercises: tuple[Exercise, ...]
    source: NotebookNode
    imports: Names
    table: Table  # of known mistakes, those of the hidden tests too


@dataclass(frozen=True)
class Graded:
    """A result, and the notebook with what its cells showed; None if there was none."""

    result: Result
    notebook: NotebookNode | None


def read_assignment(course: Course, topic: Topic) -> Assignment:
    """The instructor's notebook with its hidden tests, and what known mistakes give in them."""
    source = nbformat.read(topic.notebook, as_version=4)
    release = nbformat.read(course.root / "release" / topic.name / topic.notebook.name, as_version=4)
    for cell, released in zip(source.cells, release.cells, strict=True):
        cell.metadata = released.metadata  # with the checksum, by which an untouched answer is known
    plain = [c.source for c in source.cells if c.cell_type == "code" and not c.metadata.get("nbgrader")]
    visible, hidden = read_table(topic.mistakes), read_table(topic.hidden_mistakes)
    table = Table(visible.calls | hidden.calls)
    return Assignment(topic, tuple(read_exercises(topic)), source, trusted_imports(plain), table)


def grade(zygote: Zygote, assignment: Assignment, submission: Submission) -> Graded:
    """Take a submission in, run it, judge it; what cannot be read is a zero with a reason."""
    began = time.perf_counter()
    topic = assignment.topic
    most = most_points(assignment.exercises)
    try:
        taken = take_in(submission.folder / topic.notebook.name, assignment.source)
    except Unreadable as reason:
        return Graded(Result(submission.student, topic.name, 0.0, most, problem=str(reason), engine=ENGINE), None)
    ran = judge(zygote, _cells(taken), assignment.imports, assignment.table)
    tests = _test_results(assignment.exercises, taken, ran)
    score, seconds = sum(test.score for test in tests), time.perf_counter() - began
    result = Result(submission.student, topic.name, score, most, tests, "", seconds, ENGINE)
    return Graded(result, _with_outputs(taken, ran))


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


def _test_results(exercises: tuple[Exercise, ...], taken: Taken, ran: list[Ran]) -> tuple[TestResult, ...]:
    points = {cell.id: float(cell.metadata.nbgrader.points) for cell in taken.notebook.cells if is_test(cell)}
    verdicts = {r.cell.name: r for r in ran if r.cell.kind == "test"}
    return tuple(
        TestResult(
            test,
            exercise.name,
            0.0 if verdicts[test].error else points[test],
            points[test],
            words_of(verdicts[test].error),
            _mistake(verdicts[test].error),
        )
        for exercise in exercises
        for test in exercise.tests
    )


def _mistake(error: Exception | None) -> str:
    return error.cause.mistake if isinstance(error, CheckFailed) and error.cause.says else ""


def _with_outputs(taken: Taken, ran: list[Ran]) -> NotebookNode:
    """The notebook with what each cell showed, as if a kernel had run it."""
    notebook, shown = taken.notebook, {r.cell.name: r for r in ran}
    for count, cell in enumerate((cell for cell in notebook.cells if cell.id in shown), 1):
        cell.execution_count = count
        outputs = _of_test(shown[cell.id]) if is_test(cell) else shown[cell.id].outputs
        cell.outputs = [output for output in map(_valid_output, outputs) if output is not None]
    if taken.notes:
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell("\n".join(f"- {n}" for n in taken.notes), id="intake"))
    return notebook


def _of_test(ran: Ran) -> list[dict[str, Any]]:
    if ran.error is None:
        return [{"output_type": "display_data", "data": {"text/plain": f"✓ {ran.cell.name}"}, "metadata": {}}]
    lines = words_of(ran.error).splitlines()
    name = type(ran.error).__name__
    return [{"output_type": "error", "ename": name, "evalue": words_of(ran.error), "traceback": lines}]


def _valid_output(output: Any) -> NotebookNode | None:
    """An output that a notebook may hold; the student's process may have claimed anything."""
    try:
        node = nbformat.from_dict(output)
        nbformat.validate(node, ref="output", version=4)
    except Exception:
        return None
    return node
