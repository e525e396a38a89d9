"""The gradebook may be any database of nbgrader's; others use it while a class is graded."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from classroom import hand_in_class
from conftest import copy_course
from late import hand_in_late, set_due, set_option
from left_behind import give_by_hand, rows, start_autograder
from postgresql import PostgreSQL, postgresql

from autograder import stock
from autograder.course import Course
from autograder.grading.batch import How, grade_only, record_all
from autograder.grading.gradebook import Entry
from autograder.grading.submissions import find_submissions, read_result

TOPICS = ("01-activations", "02-losses")
LOCKED_SECONDS = 7.0  # longer than SQLite waits by itself


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    with postgresql() as running:
        yield running


@dataclass(frozen=True)
class Graded:
    """A class that is graded, but not recorded."""

    course: Course
    entries: list[Entry]

    def copy(self, into: Path) -> Course:
        """Its course, to record in."""
        shutil.copytree(self.course.root, into)
        return Course(into)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    course = copy_course(tmp_path_factory.mktemp("class") / "course", TOPICS[0])
    topic = course.topic(TOPICS[0])
    for student in hand_in_class(course, topic, 4)[:3]:
        hand_in_late(course, topic, student)
    entries = [entry for some in grade_only(course, find_submissions(course, [topic])) for entry in some]
    return Graded(course, entries)


def record_by_hand_and_by_machine(course: Course, graded: Graded) -> None:
    """Rows of all kinds: scores, comments, penalties; some by a person."""
    set_due(course, course.topic(TOPICS[0]))
    give_by_hand(course, "student01")
    record_all(course, graded.entries, How(workers=1))


def test_postgresql_gets_the_same_rows_as_sqlite(graded: Graded, server: PostgreSQL, tmp_path: Path) -> None:
    embedded, distributed = graded.copy(tmp_path / "embedded"), graded.copy(tmp_path / "distributed")
    set_option(distributed, "CourseDirectory.db_url", server.new_database("rows"))
    for course in (embedded, distributed):
        record_by_hand_and_by_machine(course, graded)
    expected = rows(embedded)
    assert rows(distributed) == expected
    assert not (distributed.root / "gradebook.db").exists() and (embedded.root / "gradebook.db").exists()
    assert [expected[f"student{k:02}", TOPICS[0]][2] for k in range(4)] == [2, 2, 2, 0]
    assert expected["student01", TOPICS[0], "softmax", "comment"][1] == "Well tried."
    pages = [sorted(course.root.glob("feedback/*/*/*.html")) for course in (embedded, distributed)]
    assert [path.read_text() for path in pages[0]] == [path.read_text() for path in pages[1]] and len(pages[0]) == 4


@pytest.mark.parametrize("database", ["postgresql", pytest.param("sqlite", marks=pytest.mark.slow)])
def test_two_topics_are_graded_at_the_same_time(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Also when neither the tables nor the students are there yet."""
    course = copy_course(tmp_path / "course", *TOPICS)
    if database == "postgresql":
        set_option(course, "CourseDirectory.db_url", request.getfixturevalue("server").new_database("twice"))
    for topic in course.topics():
        hand_in_class(course, topic, 3)
    started = [start_autograder(course, "grade", topic, "--workers", "1") for topic in TOPICS]
    for process in started:
        said, complained = process.communicate()
        assert (process.returncode, complained) == (0, ""), said
    found = rows(course)
    submissions = find_submissions(course, course.topics())
    results = {(s.student, s.topic): read_result(course, s) for s in submissions}
    assert len(results) == 6
    for who, result in results.items():
        assert result and found[who][1] == result.score
        assert all(found[*who, test.test][1] == test.score for test in result.tests)
    assert [found["student00", topic][1] for topic in TOPICS] == [20, 20]


@pytest.mark.parametrize("statement", ["BEGIN EXCLUSIVE", "BEGIN; SELECT * FROM student"])
def test_formgrader_may_hold_the_database_for_a_while(graded: Graded, tmp_path: Path, statement: str) -> None:
    """A writer keeps everyone out; a reader keeps the transaction from being committed."""
    course = graded.copy(tmp_path / "course")
    set_due(course, course.topic(TOPICS[0]))
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None, check_same_thread=False)
    *begin, last = statement.split("; ")
    for words in begin:
        other.execute(words)
    reading = other.execute(last)
    reading.fetchone()
    released = threading.Event()

    def release() -> None:
        released.set()
        reading.close()
        other.rollback()

    timer = threading.Timer(LOCKED_SECONDS, release)
    timer.start()
    record_all(course, graded.entries, How(workers=1, feedback=False))
    assert released.is_set()
    timer.join()
    found = rows(course)
    assert all(found[e.submission.student, TOPICS[0], "softmax_by_hand"][1] is not None for e in graded.entries)
    assert found["student00", TOPICS[0]][2] == 2


def test_who_is_killed_while_the_gradebook_is_made_leaves_none_or_all_of_it(tmp_path: Path) -> None:
    course = copy_course(tmp_path / "course", TOPICS[0])
    hand_in_class(course, course.topic(TOPICS[0]), 1)
    process = start_autograder(course, "grade")
    while not list(course.root.glob("gradebook.db.*.new")):
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    with stock.open_gradebook(course) as gradebook:
        assert gradebook.db.connection().exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 1
