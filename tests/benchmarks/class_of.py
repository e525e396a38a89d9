"""A class for benchmarks: the demo's students, handed in without the exchange."""

import shutil
from pathlib import Path

import nbformat

from autograder.authoring.bank import read_bank
from autograder.authoring.master import read_master
from autograder.cell import grade_id, is_solution
from autograder.course import Course, Topic
from autograder.demo import demo_class, draw_answers
from autograder.grading.submissions import find_submissions
from autograder.result import Submission

ROOT = Path(__file__).resolve().parents[2]


def make_class(folder: Path, students: int, names: list[str] | None = None) -> list[Submission]:
    """A copy of the course in `folder`, and what its students handed in; all topics if none is named."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for part in ("source", "release"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(folder)
    topics = [course.topic(name) for name in names] if names else course.topics()
    for topic in topics:
        _hand_in(course, topic, students)
    return find_submissions(course, topics)


def _hand_in(course: Course, topic: Topic, students: int) -> None:
    assignment, bank = read_master(topic), read_bank(topic)
    released = nbformat.read(course.root / "release" / topic.name / topic.notebook.name, as_version=4)
    stubs = {grade_id(cell): cell.source for cell in released.cells if is_solution(cell)}
    for student in demo_class(students):
        answers = draw_answers(student, assignment, bank)
        for cell in filter(is_solution, released.cells):
            cell.source = answers[grade_id(cell)] or stubs[grade_id(cell)]
        folder = course.root / "submitted" / student.id / topic.name
        folder.mkdir(parents=True)
        nbformat.write(released, folder / topic.notebook.name)
