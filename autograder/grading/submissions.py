"""What `submitted/` holds, and what was already graded."""

import glob
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from autograder.course import Course, Topic
from autograder.errors import CourseError
from autograder.grading.files import Unreadable, read_file
from autograder.grading.text import printable
from autograder.result import Result, Submission, from_json, to_json


def find_submissions(course: Course, topics: Sequence[Topic], students: Sequence[str] = ()) -> list[Submission]:
    """The submissions to these topics, in order of topic and student; all students if none is named.

    Raises
    ------
    CourseError
        For a student who is not in `submitted/`.
    """
    root = course.root / "submitted"
    there = [name for name in _folders(root) if is_name(name)]
    for student in students:
        if student not in there:
            known = f"Students there: {', '.join(there[:8])}{', …' * (len(there) > 8)}" if there else "It is empty."
            raise CourseError(f"submitted/{student}: there is no such student", known, exit_code=2)
    chosen = [(topic, student) for topic in topics for student in students or there]
    found = [Submission(student, topic.name, root / student / topic.name) for topic, student in chosen]
    return [submission for submission in found if submission.folder.is_dir()]


def odd_names(course: Course) -> list[str]:
    """The folders of `submitted/` that are left out, since no student can be called so; fit for a terminal."""
    return [printable(name) for name in _folders(course.root / "submitted") if not is_name(name)]


NO_NAME = "no student can be called so; rename the folder"


def is_name(text: str) -> bool:
    """Whether a student may be called so: in a database, on a terminal, where nbgrader looks for files by patterns."""
    return text.isprintable() and glob.escape(text) == text


def _folders(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("*") if path.is_dir()) if root.exists() else []


def fingerprint(submission: Submission, topic: Topic, engine: str = "") -> str:
    """What was handed in and what it is graded with, the engine's own code too, in one number."""
    digest = hashlib.sha256(f"{engine} {engine_version()}".encode())
    own = [submission.folder / name for name in (topic.notebook.name, "timestamp.txt")]
    data = sorted(path for path in (topic.folder / "data").rglob("*") if path.is_file())
    contents = [(path, _content(path)) for path in own]
    for path in [topic.notebook, topic.mistakes, topic.hidden_mistakes, *data]:
        contents.append((path, path.read_bytes() if path.is_file() else b""))
    for path, content in contents:
        digest.update(path.name.encode(errors="surrogateescape") + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def _content(path: Path) -> bytes:
    """What a student handed in, as far as it is read at all."""
    try:
        return read_file(path)
    except Unreadable as reason:
        return str(reason).encode()


@cache
def engine_version() -> str:
    """The code that decides a score, and the libraries it stands on."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted([*package.glob("grading/**/*.py"), *package.glob("check/*.py")]):
        digest.update(path.read_bytes())
    for library in ("ipython", "nbformat", "nbgrader", "numpy", "torch"):
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]


def record_path(course: Course, submission: Submission) -> Path:
    """Where the result of a submission is kept."""
    return course.root / "results" / submission.topic / f"{submission.student}.json"


def read_result(course: Course, submission: Submission) -> Result | None:
    """The kept result, if there is one that can be read."""
    try:
        return from_json(record_path(course, submission).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_result(course: Course, submission: Submission) -> None:
    """Let the submission count as not graded."""
    record_path(course, submission).unlink(missing_ok=True)


def keep_result(course: Course, submission: Submission, result: Result) -> None:
    """Write the result down, whole or not at all."""
    path = record_path(course, submission)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(to_json(result), encoding="utf-8")
    new.replace(path)
