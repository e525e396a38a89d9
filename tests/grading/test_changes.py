"""After an edited test: who would gain or lose is shown before anything is recorded."""

import shutil
from pathlib import Path

import nbformat
import pytest
from classroom import hand_in, hand_in_class
from conftest import copy_course
from late import hand_in_late, set_due
from left_behind import Class, autograder, give_by_hand, left_behind, rows

from autograder.authoring.bank import read_bank
from autograder.authoring.master import read_master
from autograder.cell import grade_id
from autograder.course import Course, Topic

STRICTER, KINDER, BROKEN = "01-activations", "02-activations", "03-activations"  # one topic under three names
TEST, POINTS = "softmax_is_stable", 2.0
SOURCES = {
    STRICTER: "check.call(softmax, np.array([0.0, 0.0])).gives(np.array([0.25, 0.75]))",
    KINDER: "check.call(softmax, np.array([0.0, 0.0])).gives(np.array([0.5, 0.5]))",
    BROKEN: "expected = 1 / 0\n    check.call(softmax, np.array([0.0, 0.0])).gives(expected)",
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Ada's answers are right, Bob's softmax overflows; a person gave Ada's a score."""
    course = copy_course(tmp_path_factory.mktemp("edited") / "course", STRICTER)
    for name in (KINDER, BROKEN):
        for part in ("source", "release"):
            shutil.copytree(course.root / part / STRICTER, course.root / part / name)
    for topic in course.topics():
        reference, bank = read_master(topic).reference, read_bank(topic)
        (no_shift,) = [w for entry in bank for w in entry.wrongs if w.name == "no-shift" and TEST in w.loses]
        hand_in(course, "ada", topic, reference)
        hand_in(course, "bob", topic, reference | {"softmax": no_shift.cell(reference["softmax"])})
    give_by_hand(course, "ada")
    assert autograder(course, "grade").returncode == 0
    before = left_behind(course)
    for name, source in SOURCES.items():
        edit_test(course.topic(name), source)
    return Class(course, before)


def edit_test(topic: Topic, source: str) -> None:
    """As in JupyterLab."""
    notebook = nbformat.read(topic.notebook, as_version=4)
    (cell,) = [cell for cell in notebook.cells if grade_id(cell) == TEST]
    cell.source = f"### BEGIN HIDDEN TESTS\n@check.test\ndef {TEST}():\n    {source}\n### END HIDDEN TESTS"
    nbformat.write(notebook, topic.notebook)


def test_a_dry_run_says_what_would_be_graded_and_writes_nothing(edited: Class) -> None:
    files = sorted(edited.course.root.rglob("*"))
    done = autograder(edited.course, "grade", "01", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"ada/{STRICTER}", f"bob/{STRICTER}", "2 of 2 submissions would be graded"]
    assert sorted(edited.course.root.rglob("*")) == files and left_behind(edited.course) == edited.left


def test_lower_scores_are_asked_for_and_without_a_yes_nothing_is_recorded(edited: Class, tmp_path: Path) -> None:
    course = edited.copy(tmp_path / "course")
    done = autograder(course, "grade", "01", "--what-changed", typed="n\n")
    assert done.returncode == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["ada", STRICTER, "softmax", "4", "2"] in lines and not any(line[:1] == ["bob"] for line in lines)
    assert "1 score would be lower. Record all this?" in done.stdout and "Nothing was recorded." in done.stdout
    assert left_behind(course) == edited.left


def test_lower_scores_are_recorded_after_a_yes_and_what_a_person_gave_stays(edited: Class, tmp_path: Path) -> None:
    course = edited.copy(tmp_path / "course")
    done = autograder(course, "grade", "01", "--what-changed", typed="y\n")
    assert (done.returncode, done.stderr) == (0, "")
    found, before = rows(course), edited.left.rows
    changed = {key for key in found if found[key] != before[key]}
    assert changed == {("ada", STRICTER, TEST)}
    score, auto_score, *by_hand, needs_look = found["ada", STRICTER, TEST]
    assert (before["ada", STRICTER, TEST][1], auto_score) == (POINTS, 0)
    assert by_hand == [0.5, 0.25] and score == 0.75 and needs_look
    assert found["ada", STRICTER, "softmax", "comment"] == (None, "Well tried.")
    assert autograder(course, "grade", "01", "--dry-run").stdout == "0 of 2 submissions would be graded\n"


def test_scores_that_only_rise_are_recorded_without_a_question(edited: Class, tmp_path: Path) -> None:
    course = edited.copy(tmp_path / "course")
    done = autograder(course, "grade", "02", "--what-changed")
    assert (done.returncode, done.stderr) == (0, "") and "Record" not in done.stdout
    found, before = rows(course), edited.left.rows
    assert {key for key in found if found[key] != before[key]} == {("bob", KINDER), ("bob", KINDER, TEST)}
    assert found["bob", KINDER, TEST][1] == POINTS


def test_a_test_that_breaks_by_itself_is_the_courses_fault(edited: Class, tmp_path: Path) -> None:
    """And a test that a resubmission lacks is put back: its old score does not stay."""
    course = edited.copy(tmp_path / "course")
    delete_cell(course, "bob", BROKEN, "tanh_grad_everywhere")
    spoil(course, "bob", BROKEN, "tanh_grad")
    done = autograder(course, "grade", "03")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"✗ {BROKEN}: test {TEST} broke by itself in 2 submissions" in done.stdout
    found = left_behind(course)
    for student in ("ada", "bob"):
        tests = {test["test"]: test for test in found.results[student, BROKEN]["tests"]}
        assert [name for name, test in tests.items() if test["course_fault"]] == [TEST]
        assert "not your fault" in tests[TEST]["message"] and tests[TEST]["mistake"] == ""
        assert found.rows[student, BROKEN, TEST][-1] is True
        assert found.rows[student, BROKEN, "softmax_by_hand"][-1] is False
    assert edited.left.rows["bob", BROKEN, "tanh_grad_everywhere"][1] == 1
    assert found.rows["bob", BROKEN, "tanh_grad_everywhere"][1] == 0


def delete_cell(course: Course, student: str, topic: str, name: str) -> None:
    path = course.root / "submitted" / student / topic / course.topic(topic).notebook.name
    notebook = nbformat.read(path, as_version=4)
    kept = [cell for cell in notebook.cells if grade_id(cell) != name]
    assert len(kept) == len(notebook.cells) - 1
    notebook.cells = kept
    nbformat.write(notebook, path)


def spoil(course: Course, student: str, topic: str, name: str) -> None:
    path = course.root / "submitted" / student / topic / course.topic(topic).notebook.name
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if grade_id(cell) == name]
    cell.source = f"def {name}(x):\n    return x"
    nbformat.write(notebook, path)


def test_a_late_submission_loses_what_it_loses_in_stock_nbgrader(tmp_path: Path) -> None:
    found = []
    course = copy_course(tmp_path / "course", STRICTER)
    topic = course.topic(STRICTER)
    for student in hand_in_class(course, topic, 3)[1:]:
        hand_in_late(course, topic, student)
    set_due(course, topic)
    for engine in ("judged", "nbgrader"):
        assert autograder(course, "grade", "--engine", engine).returncode == 0
        found.append(rows(course))
    assert found[0] == found[1]
    assert [found[0][f"student{k:02}", STRICTER][2] for k in range(3)] == [0, 2, 2]
