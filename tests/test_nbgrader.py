"""Every stock nbgrader command works in the course, as its user guide says."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat

from autograder.authoring.master import read_master
from autograder.cell import grade_id, is_solution
from autograder.course import Course

TOPIC = "01-activations"


def nbgrader(folder: Path, *words: str, **settings: str) -> str:
    """What the command says; it has to succeed."""
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | settings)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_way_of_a_submission_through_stock_nbgrader(course: Course, tmp_path: Path) -> None:
    release = course.root / "release" / TOPIC / "activations.ipynb"
    committed = release.read_bytes()
    nbgrader(course.root, "generate_assignment", TOPIC)
    assert release.read_bytes() == committed
    nbgrader(course.root, "release_assignment", TOPIC)

    student = tmp_path / "ada"
    student.mkdir()
    exchange = course.root / "exchange"
    config = ["--course", "deep-learning", f"--Exchange.root={exchange}", f"--Exchange.cache={tmp_path / 'cache'}"]
    nbgrader(student, "fetch_assignment", TOPIC, *config)
    path = student / TOPIC / "activations.ipynb"
    assert path.read_bytes() == committed
    notebook, reference = nbformat.read(path, as_version=4), read_master(course.topic(TOPIC)).reference
    for cell in filter(is_solution, notebook.cells):
        cell.source = reference[grade_id(cell)]
    nbformat.write(notebook, path)
    assert "Success! Your notebook passes all the tests." in nbgrader(student, "validate", str(path))
    nbgrader(student, "submit", TOPIC, *config)

    nbgrader(course.root, "collect", TOPIC)
    (submitted,) = (course.root / "submitted").iterdir()
    nbgrader(course.root, "autograde", TOPIC)
    nbgrader(course.root, "generate_feedback", TOPIC)
    nbgrader(course.root, "release_feedback", TOPIC)
    nbgrader(course.root, "export", "--to", "exported.csv")
    _, row = (course.root / "exported.csv").read_text().splitlines()
    assert f",{submitted.name}," in row and "20.0,20.0" in row
    page = (course.root / "feedback" / submitted.name / TOPIC / "activations.html").read_text()
    assert "(Score: 20.0 / 20.0)" in page and "<math" in page and "draw_goal" not in page
    assert list((exchange / "deep-learning/feedback").iterdir())
    nbgrader(student, "fetch_feedback", TOPIC, *config)


def test_solutions_are_generated_as_they_are_committed(course: Course) -> None:
    committed = (course.root / "solutions" / TOPIC / "activations.ipynb").read_bytes()
    nbgrader(course.root, "generate_assignment", TOPIC)
    nbgrader(course.root, "generate_solution", TOPIC)
    assert (course.root / "solutions" / TOPIC / "activations.ipynb").read_bytes() == committed
