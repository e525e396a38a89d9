"""Real nbgrader grades the course's notebooks as their authors say."""

from pathlib import Path

import pytest
from classroom import hand_in
from conftest import copy_course

from autograder import stock
from autograder.authoring.bank import read_bank
from autograder.authoring.master import read_master
from autograder.course import Course
from autograder.grading.batch import grade_all
from autograder.grading.submissions import find_submissions

TOPICS = [topic.name for topic in Course(Path(__file__).parents[2]).topics()]


@pytest.mark.parametrize("name", TOPICS)
def test_right_answers_earn_20_and_an_untouched_release_nothing(tmp_path: Path, name: str) -> None:
    course = copy_course(tmp_path / "course", name)
    topic = course.topic(name)
    hand_in(course, "right", topic, read_master(topic).reference)
    hand_in(course, "untouched", topic)
    right, untouched = grade_all(course, find_submissions(course, [topic]), workers=1)
    assert (right.score, untouched.score, right.max_score) == (20, 0, 20)
    assert not any(test.message for test in right.tests)
    assert all("is not written yet" in test.message for test in untouched.tests)
    with stock.open_gradebook(course) as gradebook:
        assert gradebook.find_submission(name, "right").score == 20
        assert gradebook.find_submission(name, "untouched").score == 0


def test_a_mistake_costs_its_points_and_is_named(course: Course) -> None:
    topic = course.topic("01")
    assignment, bank = read_master(topic), read_bank(topic)
    (softmax,) = [entry for entry in bank if entry.grade_id == "softmax"]
    wrong = next(wrong for wrong in softmax.wrongs if wrong.name == "no-shift")
    answers = assignment.reference | {"softmax": wrong.cell(assignment.reference["softmax"])}
    hand_in(course, "ada", topic, answers)
    (result,) = grade_all(course, find_submissions(course, [topic]), workers=1)
    lost = {test.test: test for test in result.tests if test.score < test.max_score}
    assert set(lost) == wrong.loses
    assert lost["softmax_by_hand"].mistake == "no-shift" and wrong.says in lost["softmax_by_hand"].message
    page = (course.root / "feedback/ada/01-activations/activations.html").read_text()
    assert wrong.says in page and "<math" in page
    assert "BEGIN HIDDEN TESTS" not in page


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "is missing"), ("{", "is no notebook"), ('{"cells": 5}', "is no notebook"), ("[1]", "is no notebook")],
    ids=str,
)
def test_a_broken_submission_is_one_zero_with_a_reason(course: Course, content: str | None, problem: str) -> None:
    topic = course.topic("01")
    path = hand_in(course, "ada", topic)
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    (result,) = grade_all(course, find_submissions(course, [topic]), workers=1)
    assert result.score == 0 and problem in result.problem and "activations.ipynb" in result.problem
    with stock.open_gradebook(course) as gradebook:
        assert gradebook.find_submission("01-activations", "ada").score == 0
