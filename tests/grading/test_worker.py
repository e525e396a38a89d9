"""What the processes that grade know of each other, and of whoever gives them their jobs."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from classroom import hand_in
from victims import all_below

from autograder.authoring.master import read_master
from autograder.course import Course
from autograder.grading.assignment import read_assignment, read_submission
from autograder.grading.batch import How, grade_all
from autograder.grading.submissions import find_submissions
from autograder.grading.worker import Grade, Worker
from autograder.result import Submission

SECRET = "swordfish-" + "7112"  # in two parts, so that this module's own text is no hit


def parts_of_memory(process: int) -> Iterator[bytes]:
    """All that the process has in memory and may write to."""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in maps:
            if found := re.match(r"(\w+)-(\w+) rw", line):
                begin, end = (int(text, 16) for text in found.groups())
                with suppress(OSError):
                    memory.seek(begin)
                    yield memory.read(end - begin)


def knows(process: int, secret: str) -> bool:
    return any(secret.encode() in part for part in parts_of_memory(process))


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_where_students_come_from_nothing_is_known_of_the_tests(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is forked from the process that grades, but before that was given any; nor has it a token of ours."""
    monkeypatch.setenv("GRADING_TOKEN", SECRET)
    topic = course.topic("01")
    hand_in(course, "ada", topic, read_master(topic).reference)
    assignment = read_assignment(course, topic)
    marked = replace(assignment, source=assignment.source.replace("BEGIN HIDDEN", f"{SECRET} BEGIN HIDDEN"))
    handed_in = read_submission(topic, Submission("ada", topic.name, course.root / "submitted" / "ada" / topic.name))
    worker = Worker("process")
    try:
        assert worker.do(Grade(marked, handed_in)).result.score == 20
        process = worker._process.pid
        (zygote,) = all_below(process)
        assert knows(process, SECRET), "else the search would find nothing anywhere"
        assert not knows(zygote, SECRET)
    except PermissionError:
        pytest.skip("this user may not look into other processes")
    finally:
        worker.close()


def test_the_courses_settings_may_ask_the_environment(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when pages are written: in a process that was started without it."""
    with (course.root / "nbgrader_config.py").open("a") as settings:
        settings.write('\nc.CourseDirectory.db_url = os.environ["GRADES_URL"]\n')
    monkeypatch.setenv("GRADES_URL", f"sqlite:///{course.root / 'grades.db'}")
    topic = course.topic("01")
    hand_in(course, "ada", topic, read_master(topic).reference)
    (result,) = grade_all(course, find_submissions(course, [topic]), How(workers=1))
    assert (result.score, result.problem) == (20, "")
    assert (course.root / "grades.db").exists() and list((course.root / "feedback").rglob("*.html"))
