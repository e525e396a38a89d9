"""What is graded and what comes of it: plain texts, so that it can be sent to another process or machine."""

import io
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course, Exercise, Topic, most_points, read_exercises
from autograder.grading.files import Unreadable, read_file
from autograder.result import Result, Submission

ENGINE = "judged"


@dataclass(frozen=True)
class Assignment:
    """A topic as it is graded: plain texts, so that it can be sent to another machine."""

    topic: str
    exercises: tuple[Exercise, ...]
    source: str  # the instructor's notebook, with its hidden tests
    release: str
    mistakes: str  # what known mistakes give, as JSON
    hidden_mistakes: str
    data: bytes = b""  # a tar of what students find beside the notebook


@dataclass(frozen=True)
class HandedIn:
    """What a student handed in: the notebook's content, or why there is none."""

    student: str
    content: bytes = b""
    problem: str = ""


@dataclass(frozen=True)
class Graded:
    """A result, and the notebook with what its cells showed; None if there was none."""

    result: Result
    notebook: str | None = None  # as JSON
    untouched: frozenset[str] = field(default_factory=frozenset)  # the solution cells that are as they were released


def read_assignment(course: Course, topic: Topic) -> Assignment:
    """The topic's files as they lie in the course."""
    release = course.root / "release" / topic.name / topic.notebook.name
    files = (topic.notebook, release, topic.mistakes, topic.hidden_mistakes)
    source, released, mistakes, hidden = (path.read_text(encoding="utf-8") for path in files)
    data = _packed(topic.folder / "data")
    return Assignment(topic.name, tuple(read_exercises(topic)), source, released, mistakes, hidden, data)


def read_submission(topic: Topic, submission: Submission) -> HandedIn:
    """The file that was handed in."""
    try:
        return HandedIn(submission.student, read_file(submission.folder / topic.notebook.name))
    except Unreadable as reason:
        return HandedIn(submission.student, problem=str(reason))


def zero(assignment: Assignment, student: str, problem: str) -> Result:
    """The result of what could not be graded."""
    return Result(student, assignment.topic, 0.0, most_points(assignment.exercises), problem=problem, engine=ENGINE)


def _packed(folder: Path) -> bytes:
    """A folder as a tar, the same bytes each time; nothing for a folder that is not there."""
    if not folder.is_dir():
        return b""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{folder.name}/{path.relative_to(folder)}", recursive=False, filter=_without_owner)
    return content.getvalue()


def _without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o555 if entry.isdir() else 0o444
    return entry
