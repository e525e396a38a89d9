"""Nothing lost: whoever is killed and whenever, the same command goes on, and all is as if nothing had happened.

What a student's process does to itself and what is done to it from outside look alike to the judge: the link is dead.
So a student whose process the schedule killed loses the tests that were still to come, and is told `your code ended
its process`; nobody else loses anything. That is right: if such a submission were simply tried again, a student could
have as many tries as he likes. Here those students, no more than were killed, are graded again by `--force`, as an
instructor would, and then they too are as in the undisturbed run. All other victims are the machine's, never the
student's: nothing needs to be done about them but to give the same command again where it was the command that died.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from classroom import hand_in, hand_in_class
from conftest import copy_course
from left_behind import Class, LeftBehind, autograder, give_by_hand, left_behind, start_autograder
from victims import KINDS, Moment, all_below, kill, moments, wait_until_gone

from autograder.course import Course
from autograder.grading.batch import stale
from autograder.grading.submissions import find_submissions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the process tree is read from /proc")

TOPIC = "01-activations"
GRADE = ("grade", "--workers", "2")
LOST = "your code ended its process"


@pytest.fixture(scope="module")
def small_class(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Twelve submissions, some with mistakes; a person has already given one a score and a comment."""
    folder = tmp_path_factory.mktemp("class")
    course = copy_course(folder / "ungraded", TOPIC)
    students = hand_in_class(course, course.topic(TOPIC), 12)
    give_by_hand(course, students[3])
    shutil.copytree(course.root, folder / "graded")
    done = autograder(Course(folder / "graded"), *GRADE)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return Class(course, left_behind(Course(folder / "graded")))


def test_the_undisturbed_run_has_something_to_lose(small_class: Class) -> None:
    scores = {student: result["score"] for (student, _), result in small_class.left.results.items()}
    assert len(scores) == 12 and scores["student00"] == 20 and len(set(scores.values())) > 2
    by_hand = small_class.left.rows["student03", TOPIC, "softmax_is_stable"]
    assert by_hand[2:] == (0.5, 0.25, True)
    assert small_class.left.rows["student03", TOPIC, "softmax", "comment"] == (None, "Well tried.")
    assert len(small_class.left.notebooks) == len(small_class.left.pages) == 12


def test_nothing_is_lost_when_one_of_each_is_killed(small_class: Class, tmp_path: Path) -> None:
    waits = {"zygote": 0.0, "writer": 0.3, "student": 0.0, "transaction": 0.0, "judge": 0.0}
    check_schedule(small_class, tmp_path, [Moment(kind, wait, 0.5) for kind, wait in waits.items()])


@pytest.mark.slow
def test_nothing_is_lost_at_fifty_moments(small_class: Class, tmp_path: Path) -> None:
    check_schedule(small_class, tmp_path, moments(seed=2026, count=50))


def check_schedule(small_class: Class, folder: Path, schedule: list[Moment]) -> None:
    """Grade the class as often as it takes until every moment of the schedule has come."""
    hit: Counter[str] = Counter()
    waiting = list(schedule)
    for run in range(2 * len(schedule)):
        if not waiting:
            break
        course = small_class.copy(folder / f"run{run}")
        killed = grade_under_fire(course, waiting)
        hit += killed
        waiting = waiting[killed.total() :]
        grade_lost_ones_again(course, killed["student"])
        check_equal(left_behind(course), small_class.left)
        shutil.rmtree(course.root)
    assert hit == Counter(moment.kind for moment in schedule)


def grade_under_fire(course: Course, schedule: list[Moment]) -> Counter[str]:
    """The same command until it is done; who was killed."""
    killed: Counter[str] = Counter()
    to_come = iter(schedule)
    while True:
        process = start_autograder(course, *GRADE)
        for moment in to_come:
            if not kill(process, course, moment):
                to_come = iter([moment, *to_come])
                break
            killed[moment.kind] += 1
            if moment.kind in ("writer", "transaction"):
                break
        said, complained = process.communicate()
        assert "Traceback" not in complained, complained
        if process.returncode == 0:
            return killed
        assert process.returncode in (1, -signal.SIGKILL), said + complained


def grade_lost_ones_again(course: Course, most: int) -> None:
    lost = [student for (student, _), result in left_behind(course).results.items() if LOST in str(result["tests"])]
    assert len(lost) <= most
    if lost:
        words = [word for student in lost for word in ("--student", student)]
        assert autograder(course, *GRADE, "--force", *words).returncode == 0


def check_equal(found: LeftBehind, expected: LeftBehind) -> None:
    assert found.rows == expected.rows
    assert found.results == expected.results
    assert found.notebooks == expected.notebooks
    assert found.pages == expected.pages


def test_the_schedule_is_the_same_each_time_and_has_every_kind() -> None:
    schedule = moments(seed=2026, count=50)
    assert schedule == moments(seed=2026, count=50) and schedule != moments(seed=1, count=50)
    assert len(schedule) == 50 and {moment.kind for moment in schedule} == set(KINDS)


def test_who_is_killed_twice_on_one_submission_costs_only_that(course: Course) -> None:
    """A zero with a reason, which is no grade: the same command tries it again."""
    topic = course.topic(TOPIC)
    hand_in_class(course, topic, 2)
    hand_in(course, "zz-sleeps", topic, {"sigmoid": "import time\ntime.sleep(25)"})
    process = start_autograder(course, *GRADE)
    wait_for_results(process, course, 2)
    for _ in range(2):
        assert kill(process, course, Moment("judge", 0.0, 0.0))
    said, complained = process.communicate()
    assert (process.returncode, complained) == (1, "")
    assert "✗ zz-sleeps/01-activations: grading failed: the grading process ended" in said
    found = left_behind(course)
    assert found.results["zz-sleeps", TOPIC]["score"] == found.rows["zz-sleeps", TOPIC][1] == 0
    assert found.results["student00", TOPIC]["score"] == 20 and 0 < found.results["student01", TOPIC]["score"] < 20
    todo = [submission.student for submission in stale(course, find_submissions(course, [topic]))]
    assert todo == ["zz-sleeps"]


def wait_for_results(process: "subprocess.Popen[str]", course: Course, count: int) -> None:
    while len(list((course.root / "results").glob("*/*.json"))) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


# ------------------------------------------------------------------------------------------------ Ctrl-C
def test_ctrl_c_leaves_all_in_order_and_the_same_command_goes_on(small_class: Class, tmp_path: Path) -> None:
    """Also while a student's code sleeps; its process is ended too."""
    course = small_class.copy(tmp_path / "course")
    sleeps = hand_in(course, "zz-sleeps", course.topic(TOPIC), {"sigmoid": "import time\ntime.sleep(25)"})
    process = start_autograder(course, *GRADE)
    wait_for_results(process, course, 12)
    started = all_below(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate()
    assert process.returncode == 1
    assert complained.splitlines() == [
        "✗ stopped: 12 of 13 are graded and kept",
        "  The same command goes on from there.",
    ]
    assert wait_until_gone(started) == []
    shutil.rmtree(sleeps.parents[1])
    check_equal(left_behind(course), small_class.left)
    assert autograder(course, "grade", "--dry-run").stdout == "0 of 12 submissions would be graded\n"
