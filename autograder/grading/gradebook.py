"""The one writer of nbgrader's database and of `autograded/`: where stock nbgrader would have put them."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nbformat.v4 import new_notebook
from nbgrader.api import Assignment, BaseCell, Gradebook, Notebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import text

from autograder import stock
from autograder.course import Course, Topic
from autograder.grading.assignment import Graded
from autograder.grading.files import Unreadable, read_file
from autograder.result import Submission

MOST_STAMP_BYTES = 1000  # of a timestamp, or the secret beside it
# Who writes, takes the lock first: two that begin to read would wait for each other, or add the same student.
LOCKS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": f"SELECT pg_advisory_xact_lock({stock.ADVISORY_LOCK})"}


@dataclass(frozen=True)
class Entry:
    """What is to be entered: a submission and what became of it."""

    topic: Topic
    submission: Submission
    graded: Graded


def record(course: Course, gradebook: Gradebook, entries: Sequence[Entry]) -> None:
    """Enter results: the notebooks in `autograded/`, scores and comments in the gradebook, in one transaction.

    Scores that a person gave stay; they are marked as needing another look, as stock nbgrader does.
    """
    for entry in entries:
        _write(course, entry)
    with _one_transaction(gradebook):
        late = [entry for entry in entries if enter(gradebook, entry)]
    for entry in late:
        _assign_late_penalty(course, entry)


@contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """All that nbgrader's own functions commit in here is committed at the end, or not at all."""
    session = gradebook.db
    commit, session.commit = session.commit, session.flush
    try:
        session.rollback()  # what was read before is read again
        if lock := LOCKS.get(gradebook.engine.dialect.name):
            session.execute(text(lock))
        yield
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.commit = commit


def enter(gradebook: Gradebook, entry: Entry) -> bool:
    """The rows of the gradebook alone; a test without a result scores 0, whatever it scored before.

    Returns whether a penalty for handing in late has to be looked at.
    """
    submission, graded = entry.submission, entry.graded
    gradebook.update_or_create_student(submission.student)
    stamp = _timestamp(submission)
    row = gradebook.update_or_create_submission(
        entry.topic.name, submission.student, **({"timestamp": stamp} if stamp else {})
    )
    tests = {test.test: test for test in graded.result.tests}
    with gradebook.db.no_autoflush:
        names = _cell_names(gradebook, entry.topic)
        for notebook in row.notebooks:
            for score in notebook.grades:
                test = tests.get(names.get(score.cell_id, ""))
                score.auto_score = test.score if test else 0.0
                score.needs_manual_grade = score.manual_score is not None or bool(test and test.course_fault)
            for comment in notebook.comments:
                untouched = names.get(comment.cell_id) in graded.untouched
                comment.auto_comment = "No response." if untouched else None
        fined = any(notebook.late_submission_penalty for notebook in row.notebooks)
        late = fined or row.total_seconds_late > 0
    gradebook.db.commit()
    return bool(late)


def _cell_names(gradebook: Gradebook, topic: Topic) -> dict[str, str]:
    """The names of the cells by their keys, in one query: each on its own would take most of the time."""
    cells = gradebook.db.query(BaseCell.id, BaseCell.name).join(Notebook, BaseCell.notebook_id == Notebook.id)
    cells = cells.join(Assignment, Notebook.assignment_id == Assignment.id).filter(Assignment.name == topic.name)
    return {key: name for key, name in cells}


def _assign_late_penalty(course: Course, entry: Entry) -> None:
    """As nbgrader's own plugin says, for what was handed in late."""
    names = {
        "notebook": entry.topic.notebook_name,
        "assignment": entry.topic.name,
        "student": entry.submission.student,
        "db_url": stock.course_directory(course).db_url,
    }
    penalties = AssignLatePenalties(config=stock.read_config(course))
    penalties.log = logging.getLogger("autograder.late")
    penalties.preprocess(new_notebook(), {"nbgrader": names})


def _timestamp(submission: Submission) -> str:
    """When it was handed in; "" if that cannot be read."""
    try:
        stamp = read_file(submission.folder / "timestamp.txt", MOST_STAMP_BYTES).decode().strip()
        parse_utc(stamp)
    except (Unreadable, ValueError, OverflowError):
        return ""
    return stamp


def _write(course: Course, entry: Entry) -> None:
    """Replace the folder in `autograded/`; beside the notebook lie the files that nbgrader puts there."""
    submission, topic = entry.submission, entry.topic
    folder = course.root / "autograded" / submission.student / topic.name
    shutil.rmtree(folder, ignore_errors=True)
    if entry.graded.notebook is None:
        return
    folder.mkdir(parents=True)
    for name in ("timestamp.txt", "submission_secret.txt"):
        with suppress(Unreadable):
            (folder / name).write_bytes(read_file(submission.folder / name, MOST_STAMP_BYTES))
    for name in (topic.mistakes.name, topic.points.name):
        _copy(topic.folder / name, folder / name)
    (folder / topic.notebook.name).write_text(entry.graded.notebook, encoding="utf-8")


def _copy(source: Path, place: Path) -> None:
    if source.is_file():
        shutil.copyfile(source, place)
