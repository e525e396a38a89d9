"""A class is graded by a Dask cluster whose machines cannot see the course."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from another_user import NOBODY, AnotherUser, another_user
from classroom import hand_in_class
from conftest import copy_course
from left_behind import LeftBehind, autograder, left_behind, start_autograder

from autograder.course import Course
from autograder.grading.sandbox.level import choose_level

distributed = pytest.importorskip("distributed")

TOPIC = "01-activations"


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers, one thread each."""

    address: str
    workers: tuple["subprocess.Popen[bytes]", ...]
    homes: tuple[Path, ...]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """On this machine, but as a user who can read nothing of ours, each worker in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        user = another_user(Path(folder))
        started = []
        try:
            scheduler = user.new_folder("scheduler")
            words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "me.json")
            started.append(user.start("-m", "dask", *words, home=scheduler))
            address = wait_for_address(scheduler / "me.json", started[0])
            homes = tuple(user.new_folder(name) for name in ("worker-a", "worker-b"))
            started += [start_worker(user, address, home) for home in homes]
            yield Cluster(address, tuple(started[1:]), homes)
        finally:
            for process in started:
                process.kill()
                process.wait()


def start_worker(user: AnotherUser, address: str, home: Path) -> "subprocess.Popen[bytes]":
    words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(home))
    return user.start("-m", "dask", "worker", address, *words, home=home)


def wait_for_address(file: Path, scheduler: "subprocess.Popen[bytes]") -> str:
    while True:
        assert scheduler.poll() is None, (file.parents[1] / "scheduler.log").read_text()
        try:
            return str(json.loads(file.read_text())["address"])
        except (OSError, ValueError):
            time.sleep(0.05)


def local_and_remote(folder: Path) -> tuple[Course, Course]:
    """The same class twice; nobody else may look into the folder."""
    folder.chmod(0o700)
    course = copy_course(folder / "remote", TOPIC)
    hand_in_class(course, course.topic(TOPIC), 8)
    shutil.copytree(course.root, folder / "local")
    return Course(folder / "local"), course


def without_isolation(found: LeftBehind) -> LeftBehind:
    """The two need not be shut in alike."""
    for result in found.results.values():
        assert result.pop("isolation") in ("namespaces", "landlock")
    return found


def test_a_cluster_that_cannot_read_the_course_gives_the_same_grades(cluster: Cluster, tmp_path: Path) -> None:
    """Also when one of its two workers is killed half-way."""
    local, remote = local_and_remote(tmp_path)
    process = start_autograder(remote, "grade", "--workers", "1", "--scheduler", cluster.address)
    with warnings.catch_warnings(action="ignore"):  # two Pythons
        client = distributed.Client(cluster.address, set_as_default=False)
    with client:
        client.wait_for_workers(2)
        assert set(client.run(os.getuid).values()) == {NOBODY}
        seen = client.submit(Path.read_bytes, remote.topic(TOPIC).notebook, pure=False)
        with pytest.raises(PermissionError):
            seen.result()
        level = client.submit(choose_level).result()
    while len(list((remote.root / "results").glob("*/*.json"))) < 2:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    cluster.workers[0].send_signal(signal.SIGKILL)
    said, complained = process.communicate()
    assert (process.returncode, complained) == (0, "")
    assert f"Student code was shut in by {level} (8)." in said
    assert not [path for home in cluster.homes for path in home.rglob("*.ipynb")]

    assert autograder(local, "grade").returncode == 0
    assert without_isolation(left_behind(remote)) == without_isolation(left_behind(local))


def test_a_machine_that_cannot_shut_students_in_says_so_here(cluster: Cluster, course: Course) -> None:
    hand_in_class(course, course.topic(TOPIC), 1)
    done = autograder(course, "grade", "--scheduler", cluster.address, "--isolation", "process")
    assert done.returncode == 1
    assert done.stderr.startswith("✗ student code cannot be shut in here (isolation process is none)")
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("address", "said", "code"),
    [("tcp://127.0.0.1:9", "no Dask scheduler answers", 1), ("nonsense", "no address of a Dask scheduler", 2)],
)
def test_a_scheduler_that_does_not_answer_is_said_in_two_lines(
    course: Course, address: str, said: str, code: int
) -> None:
    hand_in_class(course, course.topic(TOPIC), 1)
    done = autograder(course, "grade", "--scheduler", address)
    assert done.returncode == code
    assert done.stderr.startswith(f"✗ {address}: {said}")
    assert len(done.stderr.splitlines()) == 2
