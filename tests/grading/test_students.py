"""Student processes that are started anew, as on macOS and Windows, answer as forked ones do."""

import os
import signal
import socket
import sys
from collections.abc import Iterator

import pytest
from classroom import hand_in

from autograder.authoring.master import read_master
from autograder.course import Course
from autograder.grading.assignment import read_assignment, read_submission
from autograder.grading.grade import grade
from autograder.grading.spawned import Spawned
from autograder.grading.students import SandboxBroken, Students, make_students
from autograder.grading.zygote import Zygote
from autograder.result import Submission


@pytest.fixture(scope="module")
def spawned() -> Iterator[Spawned]:
    """Processes that are started one ahead."""
    students = Spawned()
    yield students
    students.close()


def handed_in(course: Course, student: str, **answers: str) -> Submission:
    topic = course.topic("01")
    hand_in(course, student, topic, read_master(topic).reference | answers)
    return Submission(student, topic.name, course.root / "submitted" / student / topic.name)


def score(students: Students, course: Course, submission: Submission) -> float:
    topic = course.topic("01")
    return grade(students, read_assignment(course, topic), read_submission(topic, submission)).result.score


def test_a_submission_scores_the_same_without_a_fork(spawned: Spawned, course: Course) -> None:
    assert score(spawned, course, handed_in(course, "right")) == 20
    assert score(spawned, course, handed_in(course, "wrong", softmax="def softmax(x, axis=-1): return x")) < 20


def test_a_process_that_ends_costs_its_own_notebook_only(spawned: Spawned, course: Course) -> None:
    assert score(spawned, course, handed_in(course, "quits", softmax="import os\nos._exit(1)")) < 20
    assert score(spawned, course, handed_in(course, "right")) == 20


def test_a_process_that_overtakes_the_one_before_it_is_not_turned_away() -> None:
    students = Spawned()
    first, word = students._next
    students._next = first, "f" * len(word)
    with socket.create_connection(students._listener.getsockname()) as early:
        early.sendall(students._next[1].encode())
        students._accept(word, first).close()
        with students._accept(students._next[1], first) as link:
            link.sendall(b"+")
        assert early.recv(1) == b"+"
    students.close()


def test_the_platform_decides_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform, kind in (("linux", Zygote), ("darwin", Spawned), ("win32", Spawned)):
        monkeypatch.setattr(sys, "platform", platform)
        students = make_students("process")
        students.close()
        assert type(students) is kind


def test_a_level_that_breaks_is_no_students_fault() -> None:
    zygote = Zygote("no-such-level")
    os.kill(zygote.pid, signal.SIGKILL)
    with pytest.raises(SandboxBroken, match="isolation no-such-level"):
        zygote.start()
