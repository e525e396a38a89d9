"""The demo class: drawn from the bank, the same each time, through nbgrader's real exchange."""

import csv
from pathlib import Path

from conftest import copy_course
from left_behind import autograder

from autograder.authoring.bank import read_bank
from autograder.authoring.master import read_master
from autograder.course import Course
from autograder.demo import EMPTY, demo_class, draw_answers


def test_the_class_is_the_same_each_time_and_has_distinct_students() -> None:
    students = demo_class(70)
    assert students == demo_class(70)
    assert len({student.id for student in students}) == 70
    assert all(0 < student.skill <= 1 for student in students)


def test_answers_are_right_otherwise_right_wrong_or_missing(shipped: Course) -> None:
    assignment, bank = read_master(shipped.topic("01")), read_bank(shipped.topic("01"))
    drawn = [draw_answers(student, assignment, bank) for student in demo_class(30)]
    assert drawn == [draw_answers(student, assignment, bank) for student in demo_class(30)]
    kinds = {answers["softmax"] == EMPTY for answers in drawn}
    assert kinds == {True, False} and len({answers["softmax"] for answers in drawn}) > 5
    assert not any("BEGIN SOLUTION" in cell for answers in drawn for cell in answers.values())


def test_the_demo_goes_from_release_to_feedback(tmp_path: Path) -> None:
    course = copy_course(tmp_path / "course", "01-activations")
    first = autograder(course, "demo", "--students", "2")
    assert (first.returncode, first.stderr) == (0, "")
    assert "mean" in first.stdout and "Where to look next" in first.stdout
    with (course.root / "grades.csv").open() as file:
        grades = list(csv.DictReader(file))
    assert [row["student"] for row in grades] == ["demo-ada", "demo-alan"]
    assert (course.root / "feedback/demo-ada/01-activations/activations.html").exists()
    assert (course.root / "submitted/demo-alan/01-activations/timestamp.txt").exists()
    before = (course.root / "results/01-activations/demo-ada.json").stat().st_mtime
    again = autograder(course, "demo", "--students", "2")
    assert again.returncode == 0
    assert (course.root / "results/01-activations/demo-ada.json").stat().st_mtime == before
