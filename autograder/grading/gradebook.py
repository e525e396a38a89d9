"""The one writer of nbgrader's database and of `autograded/`: where stock nbgrader would have put them."""

import shutil
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum, parse_utc

from autograder.cell import grade_id, is_solution
from autograder.course import Course, Topic
from autograder.grading.grade import Graded
from autograder.result import Submission


def record(course: Course, gradebook: Gradebook, topic: Topic, submission: Submission, graded: Graded) -> None:
    """Enter a result: scores and comments in the gradebook, the notebook in `autograded/`.

    Scores that a person gave stay; they are marked as needing another look, as stock nbgrader does.
    """
    enter(gradebook, topic, submission, graded)
    _write(course, topic, submission, graded)


def enter(gradebook: Gradebook, topic: Topic, submission: Submission, graded: Graded) -> None:
    """The rows of the gradebook alone; a test without a result scores 0, whatever it scored before."""
    gradebook.update_or_create_student(submission.student)
    stamp = _timestamp(submission)
    entry = gradebook.update_or_create_submission(
        topic.name, submission.student, **({"timestamp": stamp} if stamp else {})
    )
    scores = {test.test: test.score for test in graded.result.tests}
    untouched = _untouched(graded)
    for notebook in entry.notebooks:
        for score in notebook.grades:
            score.auto_score = scores.get(score.name, 0.0)
            score.needs_manual_grade = score.manual_score is not None
        for comment in notebook.comments:
            comment.auto_comment = "No response." if comment.name in untouched else None
    gradebook.db.commit()


def _untouched(graded: Graded) -> set[str]:
    """The solution cells that are as they were released."""
    cells = graded.notebook.cells if graded.notebook else []
    own = [cell for cell in cells if is_solution(cell)]
    return {grade_id(c) for c in own if c.metadata.nbgrader.get("checksum") == compute_checksum(c)}


def _timestamp(submission: Submission) -> str:
    """When it was handed in; "" if that cannot be read."""
    try:
        stamp = (submission.folder / "timestamp.txt").read_text(encoding="utf-8").strip()
        parse_utc(stamp)
    except (OSError, ValueError, OverflowError):
        return ""
    return stamp


def _write(course: Course, topic: Topic, submission: Submission, graded: Graded) -> None:
    """Replace the folder in `autograded/`; beside the notebook lie the files that nbgrader puts there."""
    folder = course.root / "autograded" / submission.student / topic.name
    shutil.rmtree(folder, ignore_errors=True)
    if graded.notebook is None:
        return
    folder.mkdir(parents=True)
    for name in ("timestamp.txt", "submission_secret.txt"):
        _copy(submission.folder / name, folder / name)
    for name in (topic.mistakes.name, topic.points.name):
        _copy(topic.folder / name, folder / name)
    nbformat.write(graded.notebook, folder / topic.notebook.name)


def _copy(source: Path, place: Path) -> None:
    if source.is_file() and not source.is_symlink():
        shutil.copyfile(source, place)
