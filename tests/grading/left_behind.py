"""All that grading leaves behind, by natural keys, so that two courses can be compared."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import stock
from autograder.course import Course
from autograder.grading import nbgrader_engine

Rows = dict[tuple[str, ...], tuple[Any, ...]]


@dataclass(frozen=True)
class LeftBehind:
    """The gradebook, the kept results apart from their seconds, the graded notebooks, the pages."""

    rows: Rows
    results: dict[tuple[str, str], Any]  # by student and topic
    notebooks: dict[str, str]
    pages: list[str]


@dataclass(frozen=True)
class Class:
    """A course with what was handed in, and what a run of it left behind."""

    course: Course
    left: LeftBehind

    def copy(self, into: Path) -> Course:
        """The course again, to grade or to change."""
        shutil.copytree(self.course.root, into)
        return Course(into)


def left_behind(course: Course) -> LeftBehind:
    """Of every topic."""
    kept = [json.loads(path.read_text()) for path in (course.root / "results").glob("*/*.json")]
    results = {(result["student"], result["topic"]): result for result in kept}
    for result in results.values():
        del result["seconds"]
    notebooks = {_name(course, path): path.read_text() for path in (course.root / "autograded").glob("*/*/*.ipynb")}
    pages = sorted(_name(course, path) for path in (course.root / "feedback").glob("*/*/*.html"))
    return LeftBehind(rows(course), results, notebooks, pages)


def rows(course: Course) -> Rows:
    """The gradebook's scores, comments and penalties."""
    found: Rows = {}
    with stock.open_gradebook(course) as gradebook:
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                who = (submission.student.id, assignment.name)
                found[who] = (str(submission.timestamp), submission.score, submission.late_submission_penalty)
                for notebook in submission.notebooks:
                    for g in notebook.grades:
                        scores = (g.auto_score, g.manual_score, g.extra_credit)
                        found[*who, g.name] = (g.score, *scores, g.needs_manual_grade)
                    for c in notebook.comments:
                        found[*who, c.name, "comment"] = (c.auto_comment, c.manual_comment)
    return found


def _name(course: Course, path: Path) -> str:
    return str(path.relative_to(course.root))


def give_by_hand(course: Course, student: str) -> None:
    """A person's score, extra credit and comment for this student's softmax in 01-activations."""
    topic = course.topic("01")
    nbgrader_engine.prepare(course, topic)
    with stock.open_gradebook(course) as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission(topic.name, student)
        place = (topic.notebook_name, topic.name, student)
        grade = gradebook.find_grade("softmax_is_stable", *place)
        grade.manual_score, grade.extra_credit = 0.5, 0.25
        gradebook.find_comment("softmax", *place).manual_comment = "Well tried."
        gradebook.db.commit()


def start_autograder(course: Course, *words: str, **settings: str) -> "subprocess.Popen[str]":
    """The command in the course's folder, in a session of its own as in a terminal of its own."""
    command = [sys.executable, "-m", "autograder", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=course.root, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True,
        env=os.environ | settings,
    )  # fmt: skip


def autograder(course: Course, *words: str, typed: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    """The command, and what it said; `typed` is what a person types."""
    process = start_autograder(course, *words, **settings)
    said, complained = process.communicate(typed)
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)
