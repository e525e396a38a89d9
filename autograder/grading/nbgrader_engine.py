"""Grade one submission with stock nbgrader: a new kernel runs the whole notebook.

The yardstick: slow, and no boundary between the student's code and the tests.
"""

import re
import tempfile
import time

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment

from autograder import stock
from autograder.cell import grade_id
from autograder.check.diagnosis import read_table
from autograder.course import Course, Exercise, Topic, most_points, read_exercises
from autograder.errors import CourseError
from autograder.grading.assignment import Graded
from autograder.grading.feedback import write_feedback
from autograder.grading.files import Unreadable, read_file
from autograder.grading.gradebook import Entry, enter
from autograder.grading.intake import read_notebook
from autograder.result import Result, Submission, TestResult

ENGINE = "nbgrader"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def prepare(course: Course, topic: Topic) -> None:
    """Let the gradebook know the assignment as it stands in `source/`; `release/` is the build's and stays."""
    if _is_known(course, topic):
        return
    with tempfile.TemporaryDirectory() as folder:
        directory = stock.course_directory(course, assignment_id=topic.name, release_directory=folder)
        converter = GenerateAssignment(coursedir=directory, config=stock.read_config(course))
        stock.run_converter(converter, f"{topic.notebook}: generate_assignment")


def _is_known(course: Course, topic: Topic) -> bool:
    """Whether the gradebook has the graded cells as they stand in the source notebook."""
    cells = nbformat.read(topic.notebook, as_version=4).cells
    own = {grade_id(cell): cell.source for cell in cells if grade_id(cell)}
    with stock.open_gradebook(course) as gradebook:
        try:
            known = gradebook.find_notebook(topic.notebook_name, topic.name).source_cells
        except MissingEntry:
            return False
        return {cell.name: cell.source for cell in known if cell.name in own} == own


def grade(course: Course, topic: Topic, submission: Submission) -> Result:
    """Run the notebook, score it and write its feedback; what cannot be read is a zero with a reason."""
    began = time.perf_counter()
    exercises = read_exercises(topic)
    most = most_points(exercises)
    try:
        # Stock nbgrader follows links.
        read_notebook(read_file(submission.folder / topic.notebook.name, follow=True))
        _autograde(course, submission)
        write_feedback(course, submission)
    except (Unreadable, CourseError) as error:
        problem = error.message if isinstance(error, CourseError) else str(error)
        zero = Result(submission.student, topic.name, 0.0, most, problem=problem, engine=ENGINE)
        with stock.open_gradebook(course) as gradebook:
            enter(gradebook, Entry(topic, submission, Graded(zero)))
        return zero
    tests = tuple(_test_results(course, topic, submission, exercises))
    score, seconds = sum(test.score for test in tests), time.perf_counter() - began
    return Result(submission.student, topic.name, score, most, tests, "", seconds, ENGINE)


def _autograde(course: Course, submission: Submission) -> None:
    directory = stock.course_directory(course, assignment_id=submission.topic, student_id=submission.student)
    config = stock.read_config(course)
    what = f"submitted/{submission.student}/{submission.topic}"
    stock.run_converter(Autograde(coursedir=directory, config=config, force=True), what)


def _test_results(course: Course, topic: Topic, submission: Submission, exercises: list[Exercise]) -> list[TestResult]:
    """Scores from the gradebook, words from the outputs of the graded notebook."""
    path = course.root / "autograded" / submission.student / topic.name / topic.notebook.name
    messages = {grade_id(cell): _message(cell) for cell in nbformat.read(path, as_version=4).cells}
    with stock.open_gradebook(course) as gradebook:
        notebook = gradebook.find_submission_notebook(topic.notebook_name, topic.name, submission.student)
        scores = {grade.name: (float(grade.score), float(grade.max_score)) for grade in notebook.grades}
    sentences = mistakes_by_sentence(topic)
    return [
        TestResult(
            test, exercise.name, *scores[test], messages.get(test, ""), _mistake(messages.get(test, ""), sentences)
        )
        for exercise in exercises
        for test in exercise.tests
    ]


def mistakes_by_sentence(topic: Topic) -> dict[str, str]:
    """The id of each mistake in the released table, by its sentence."""
    entries = [entry for call in read_table(topic.mistakes).calls.values() for entry in call]
    return {entry["says"]: entry["mistake"] for entry in entries if entry["says"]}


def _mistake(message: str, sentences: dict[str, str]) -> str:
    return next((sentences[line.strip()] for line in message.splitlines() if line.strip() in sentences), "")


def _message(cell: NotebookNode) -> str:
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return ANSI.sub("", "\n".join(errors[-1].traceback))[:2000] if errors else ""
