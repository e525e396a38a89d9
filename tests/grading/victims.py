"""The processes of a running `autograder grade`, found by their tree, and killed at chosen moments.

writer                  the command itself: it alone writes to the gradebook
  worker                "judge" while it has a student's process, and so is in the middle of a submission
    zygote              under namespaces two: one waits for the other
      student
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.grading.zygote_process import descendants

KINDS = ("zygote", "worker", "judge", "student", "writer", "transaction")  # a transaction: the writer in it
LONGEST_WAIT = 0.8


@dataclass(frozen=True)
class Moment:
    """Whom to kill, how many seconds after the moment before."""

    kind: str
    wait: float
    which: float  # 0 to 1: the first or the last of them


def moments(seed: int, count: int) -> list[Moment]:
    """As many of each kind as can be, in random order."""
    chance = random.Random(seed)
    kinds = [KINDS[k % len(KINDS)] for k in range(count)]
    chance.shuffle(kinds)
    return [Moment(kind, chance.uniform(0, LONGEST_WAIT), chance.random()) for kind in kinds]


def kill(process: "subprocess.Popen[str]", course: Course, moment: Moment) -> bool:
    """Wait for the moment, and kill; False if the command ended before it came."""
    time.sleep(moment.wait)
    while process.poll() is None:
        if moment.kind == "transaction":
            if kill_in_transaction(process, course):
                return True
        elif found := victims(process.pid, moment.kind):
            os.kill(found[int(moment.which * len(found))], signal.SIGKILL)
            return True
        time.sleep(0.005)
    return False


def kill_in_transaction(process: "subprocess.Popen[str]", course: Course) -> bool:
    """Kill the writer while the gradebook's journal is there, so that it leaves it behind."""
    journal = course.root / "gradebook.db-journal"
    if not journal.exists():
        return False
    process.send_signal(signal.SIGSTOP)
    while process.poll() is None and _state(process.pid) != "T":
        time.sleep(0.001)
    if not journal.exists():
        process.send_signal(signal.SIGCONT)
        return False
    process.kill()
    process.wait()
    assert journal.exists()
    return True


def victims(command: int, kind: str) -> list[int]:
    """The processes of this kind below the command, by their id; with it itself if it is the writer."""
    if kind == "writer":
        return [command]
    workers = [pid for pid in _children(command) if "autograder.grading.worker" in _command_line(pid)]
    tree = {worker: list(_below(worker)) for worker in workers}
    if kind == "worker":
        return workers
    if kind == "judge":
        return [worker for worker, below in tree.items() if any(kind == "student" for _, kind in below)]
    return [pid for below in tree.values() for pid, its_kind in below if its_kind == kind]


def _below(worker: int) -> Iterator[tuple[int, str]]:
    """The zygotes and students of a worker: a student's user is another, or it is the child of the warm process."""
    for outer in _children(worker):
        yield outer, "zygote"
        inner = _children(outer)
        if "namespaces" in _command_line(outer):
            yield from ((pid, "zygote") for pid in inner)
            inner = [child for pid in inner for child in _children(pid)]
        yield from ((pid, "student") for pid in inner)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [
            int(number) for path in Path(f"/proc/{pid}/task").glob("*/children") for number in path.read_text().split()
        ]
    return []


def _command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def wait_until_gone(pids: list[int]) -> list[int]:
    """Those that are still there after a while."""
    end = time.monotonic() + 60
    while time.monotonic() < end and any(map(_lives, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    with suppress(OSError):
        return _state(pid) != "Z"
    return False


def all_below(command: int) -> list[int]:
    """Every process that the command has started, and theirs."""
    return descendants(command)
