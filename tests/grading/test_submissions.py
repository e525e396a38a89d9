"""Which submissions there are, and which were graded already."""

import os

import pytest
from classroom import hand_in

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.submissions import find_submissions, fingerprint, keep_result, read_result
from autograder.result import Result


def test_submissions_are_found_in_order(course: Course) -> None:
    topic = course.topic("01")
    for student in ("bob", "ada"):
        hand_in(course, student, topic)
    (course.root / "submitted" / "carl").mkdir()
    assert [s.student for s in find_submissions(course, [topic])] == ["ada", "bob"]
    assert [s.student for s in find_submissions(course, [topic], ["bob"])] == ["bob"]


def test_an_unknown_student_is_wrong_use(course: Course) -> None:
    hand_in(course, "ada", course.topic("01"))
    with pytest.raises(CourseError, match="Students there: ada") as error:
        find_submissions(course, course.topics(), ["eve"])
    assert error.value.exit_code == 2


def test_a_changed_submission_or_assignment_has_another_fingerprint(course: Course) -> None:
    topic = course.topic("01")
    path = hand_in(course, "ada", topic)
    (submission,) = find_submissions(course, [topic])
    marks = [fingerprint(submission, topic)]
    path.write_text(path.read_text() + "\n")
    marks.append(fingerprint(submission, topic))
    topic.notebook.write_text(topic.notebook.read_text() + "\n")
    marks.append(fingerprint(submission, topic))
    assert len(set(marks)) == 3


def test_a_link_is_not_followed(course: Course) -> None:
    topic = course.topic("01")
    path = hand_in(course, "ada", topic)
    (submission,) = find_submissions(course, [topic])
    mark = fingerprint(submission, topic)
    os.symlink("/etc/hostname", path.parent / "link")
    assert fingerprint(submission, topic) == mark


def test_a_kept_result_is_read_again_and_a_broken_one_is_not(course: Course) -> None:
    hand_in(course, "ada", course.topic("01"))
    (submission,) = find_submissions(course, course.topics())
    assert read_result(course, submission) is None
    result = Result("ada", "01-activations", 5.0, 20.0)
    keep_result(course, submission, result)
    assert read_result(course, submission) == result
    (course.root / "results/01-activations/ada.json").write_text("{")
    assert read_result(course, submission) is None
