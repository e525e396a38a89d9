"""`nbgrader autograde` and Formgrader's button go through the engine, and leave what stock nbgrader leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from classroom import hand_in

from autograder import stock
from autograder.authoring.master import read_master
from autograder.course import Course
from autograder.grading import nbgrader_engine
from autograder.grading.nbgrader_hook import install
from autograder.grading.submissions import read_result
from autograder.result import Submission


def nbgrader(course: Course, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, env=os.environ)


def scores(course: Course) -> dict[str, float]:
    with stock.open_gradebook(course) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions("01-activations")}


def kept(course: Course, student: str) -> str:
    folder = course.root / "submitted" / student / "01-activations"
    result = read_result(course, Submission(student, "01-activations", folder))
    return f"{result.engine} {result.score:g}" if result else "nothing"


def test_the_command_grades_with_the_engine_and_one_broken_file_costs_no_one_else(course: Course) -> None:
    topic = course.topic("01")
    hand_in(course, "ada", topic, read_master(topic).reference)
    hand_in(course, "bob", topic).write_text("{")
    hand_in(course, "eve", topic, read_master(topic).reference)
    nbgrader_engine.prepare(course, topic)
    done = nbgrader(course, "autograde", topic.name)
    assert done.returncode == 1 and "ada/01-activations: 20 of 20" in done.stderr
    assert "could not be graded, and got 0: bob" in done.stderr
    assert scores(course) == {"ada": 20, "bob": 0, "eve": 20}
    assert kept(course, "ada") == "judged 20"
    graded = course.root / "autograded" / "ada" / topic.name / topic.notebook.name
    assert graded.exists() and not os.access(graded, os.W_OK) or os.geteuid() == 0
    before = graded.stat().st_mtime_ns
    assert nbgrader(course, "autograde", topic.name, "--student", "ada").returncode == 0
    assert graded.stat().st_mtime_ns == before  # done before: stock nbgrader's rule


def test_formgraders_button_grades_with_the_engine(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.apps.api import NbGraderAPI

    topic = course.topic("01")
    hand_in(course, "ada", topic, read_master(topic).reference)
    nbgrader_engine.prepare(course, topic)
    install()
    monkeypatch.chdir(course.root)
    answer = NbGraderAPI(stock.course_directory(course)).autograde(topic.name, "ada")
    assert answer["success"], answer
    assert scores(course) == {"ada": 20} and kept(course, "ada") == "judged 20"


@pytest.mark.slow
def test_nbgraders_own_tests_pass_with_the_engine(tmp_path: Path) -> None:
    """All but one: a file that a notebook writes stays in its sandbox (docs/differences.md)."""
    plugin = "from autograder.grading import nbgrader_hook\nnbgrader_hook.install()\n"
    (tmp_path / "with_the_engine.py").write_text(plugin)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "with_the_engine", "-p", "no:cacheprovider", "-W", "ignore"]
    command += ["-n", "2", "--pyargs", "nbgrader.tests.apps.test_nbgrader_autograde", "-k", "not test_side_effects"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "39 passed" in done.stdout
