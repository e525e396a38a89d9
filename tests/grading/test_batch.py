"""A class is graded as stock nbgrader would, and one broken submission costs no other anything."""

from pathlib import Path

import nbformat
import pytest
from classroom import hand_in
from conftest import copy_course, each_topic
from left_behind import rows

from autograder import stock
from autograder.authoring.bank import read_bank
from autograder.authoring.master import read_master
from autograder.course import Course, Topic
from autograder.errors import CourseError
from autograder.grading.batch import How, grade_all
from autograder.grading.submissions import find_submissions

ONE = How(workers=1)


@each_topic("01-activations", "17-lstm")
def test_scores_and_gradebook_are_those_of_stock_nbgrader(tmp_path: Path, topic: Topic) -> None:
    """Right answers earn 20, an untouched release nothing; a mixed row of the bank whatever stock says."""
    scores = compare_with_stock(copy_course(tmp_path / "course", topic.name), topic.name, range(1))
    assert (scores["right"], scores["untouched"]) == (20, 0) and 0 < scores["mixed0"] < 20


@pytest.mark.slow
@each_topic()
def test_every_row_of_the_bank_scores_as_in_stock_nbgrader(tmp_path: Path, topic: Topic) -> None:
    """Row k has the k-th wrong answer of every other exercise."""
    most = max(len(exercise.wrongs) for exercise in read_bank(topic))
    assert compare_with_stock(copy_course(tmp_path / "course", topic.name), topic.name, range(1, most))


def compare_with_stock(course: Course, name: str, mixed: range) -> dict[str, float]:
    """Grade right, untouched and mixed answers with both engines; scores and gradebook have to be the same."""
    topic = course.topic(name)
    assignment, bank = read_master(topic), read_bank(topic)
    hand_in(course, "right", topic, assignment.reference)
    hand_in(course, "untouched", topic)
    for k in mixed:
        own = [entry for entry in bank[k % 2 :: 2] if k < len(entry.wrongs)]
        wrong = {entry.grade_id: entry.wrongs[k].cell(assignment.reference[entry.grade_id]) for entry in own}
        hand_in(course, f"mixed{k}", topic, assignment.reference | wrong)
    submissions = find_submissions(course, [topic])
    judged = grade_all(course, submissions, ONE)
    judged_rows = rows(course)
    stocks = grade_all(course, submissions, How(workers=2, engine="nbgrader"))
    for ours, theirs in zip(judged, stocks, strict=True):
        assert [(t.test, t.score) for t in ours.tests] == [(t.test, t.score) for t in theirs.tests], ours.student
    assert judged_rows == rows(course)
    return {result.student: result.score for result in judged}


def test_a_mistake_costs_its_points_and_is_named(course: Course) -> None:
    topic = course.topic("01")
    assignment, bank = read_master(topic), read_bank(topic)
    (softmax,) = [entry for entry in bank if entry.grade_id == "softmax"]
    wrong = next(wrong for wrong in softmax.wrongs if wrong.name == "no-shift")
    answers = assignment.reference | {"softmax": wrong.cell(assignment.reference["softmax"])}
    hand_in(course, "ada", topic, answers)
    (result,) = grade_all(course, find_submissions(course, [topic]), ONE)
    lost = {test.test: test for test in result.tests if test.score < test.max_score}
    assert set(lost) == wrong.loses
    assert lost["softmax_by_hand"].mistake == "no-shift" and wrong.says in lost["softmax_by_hand"].message
    page = (course.root / "feedback/ada/01-activations/activations.html").read_text()
    assert wrong.says in page and "<math" in page
    assert "BEGIN HIDDEN TESTS" not in page


def test_a_broken_submission_is_one_zero_with_a_reason_and_costs_nobody_else(course: Course) -> None:
    topic = course.topic("01")
    broken = {"empty": "", "list": "[1]", "odd": '{"cells": 5}', "text": "{"}
    for student, content in broken.items():
        hand_in(course, student, topic).write_text(content)
    hand_in(course, "missing", topic).unlink()
    hand_in(course, "right", topic, read_master(topic).reference)
    results = {r.student: r for r in grade_all(course, find_submissions(course, [topic]))}
    assert results["right"].score == 20 and not results["right"].problem
    assert results["missing"].problem == "activations.ipynb is missing from the submission"
    for student in broken:
        assert results[student].score == 0
        assert results[student].problem.startswith("the file is no notebook: ")
    with stock.open_gradebook(course) as gradebook:
        assert [gradebook.find_submission("01-activations", s).score for s in ("text", "missing")] == [0, 0]


def test_what_was_graded_is_not_graded_again(course: Course) -> None:
    topic = course.topic("01")
    path = hand_in(course, "ada", topic)
    submissions = find_submissions(course, [topic])
    (first,) = grade_all(course, submissions, ONE)
    assert grade_all(course, submissions, ONE) == [first]
    path.write_text(path.read_text() + "\n")
    assert grade_all(course, submissions, ONE) != [first]


def test_a_score_that_a_person_gave_stays(course: Course) -> None:
    topic = course.topic("01")
    hand_in(course, "ada", topic)
    submissions = find_submissions(course, [topic])
    grade_all(course, submissions, ONE)
    with stock.open_gradebook(course) as gradebook:
        grade = gradebook.find_grade("softmax_is_stable", "activations", "01-activations", "ada")
        grade.manual_score, grade.extra_credit = 1.5, 0.5
        gradebook.db.commit()
    grade_all(course, submissions, ONE, force=True)
    with stock.open_gradebook(course) as gradebook:
        grade = gradebook.find_grade("softmax_is_stable", "activations", "01-activations", "ada")
        assert (grade.score, grade.needs_manual_grade) == (2.0, True)


def test_outputs_are_kept_in_the_graded_notebook(course: Course) -> None:
    topic = course.topic("01")
    shows = "print('hello')\nplt.plot([1, 2])\nplt.show()\n1 / 0"
    hand_in(course, "ada", topic, {"softmax": shows})
    grade_all(course, find_submissions(course, [topic]), ONE)
    notebook = nbformat.read(course.root / "autograded/ada/01-activations/activations.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "softmax"]
    kinds = [output.output_type for output in cell.outputs]
    assert kinds == ["stream", "display_data", "error"]
    assert "image/png" in cell.outputs[1].data and cell.outputs[2].ename == "ZeroDivisionError"
    tests = {cell.id: cell.outputs for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")}
    assert all(len(outputs) == 1 for outputs in tests.values())


def test_a_timestamp_that_cannot_be_read_costs_nobody_anything(course: Course) -> None:
    topic = course.topic("01")
    path = hand_in(course, "ada", topic, read_master(topic).reference)
    (path.parent / "timestamp.txt").write_text("the day before yesterday")
    (result,) = grade_all(course, find_submissions(course, [topic]), ONE)
    assert (result.score, result.problem) == (20, "")


def test_a_file_of_the_build_that_is_missing_is_named(course: Course) -> None:
    topic = course.topic("01")
    hand_in(course, "ada", topic)
    topic.hidden_mistakes.unlink()
    with pytest.raises(CourseError, match="mistakes-hidden.json is missing"):
        grade_all(course, find_submissions(course, [topic]), ONE)
