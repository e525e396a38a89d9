"""The warm process itself: it imports what notebooks import, and then only forks, and watches its children.

It never computes, since a thread pool would hang its children; and it knows no notebook.
"""

import os
import re
import select
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from autograder.grading.sandbox.level import Level, make_level, readable_paths
from autograder.grading.sandbox.limits import PROCESSES
from autograder.grading.sandbox.linux import collapse_heap
from autograder.grading.shell import Shell
from autograder.grading.student_process import serve
from autograder.grading.warm import warm_shell
from autograder.grading.zygote import CONTROL

MOST_RESIDENT = 3 * 2**30  # bytes of memory in use by all of a student's processes
WATCH_SECONDS = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE")


def main(name: str) -> None:
    """Warm up, then fork on demand until the judge hangs up."""
    control = socket.socket(fileno=CONTROL)
    os.chdir("/")
    level = make_level(name)
    level.begin(control)
    shell = warm_shell()
    level.close_door(readable_paths())
    collapse_heap()
    mapped_bytes = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    control.send(b"warm")
    while files := socket.recv_fds(control, 200, 2)[1]:
        pid = level.fork()
        if pid == 0:
            control.close()
            _be_a_student(level, mapped_bytes, shell, *files)
        for descriptor in files:
            os.close(descriptor)
        why = _watch(control, pid)
        _end_all(pid)
        level.clean_up()
        with suppress(OSError):
            control.send(why.encode() or b" ")
    os._exit(0)  # to take torch down in good order would last a second


def _be_a_student(level: Level, mapped_bytes: int, shell: Shell, link: int, files: int | None = None) -> None:
    try:
        level.shut_in(mapped_bytes)
        os.write(link, b"+")
    except Exception as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)
    try:
        serve(socket.socket(fileno=link), shell, level.home, os.fdopen(files, "rb") if files is not None else None)
    finally:
        os._exit(0)


def _watch(control: socket.socket, student: int) -> str:
    """Wait for the judge's word, or for too much of something; then end the student's processes, and say why."""
    while not select.select([control], [], [], WATCH_SECONDS)[0]:
        if why := _too_much(descendants()):
            _end_all(student)
            control.recv(200)  # the judge asks when it finds the link dead
            return why
    control.recv(200)
    return ""


def _too_much(processes: Sequence[int]) -> str:
    """What a student's processes have too much of; "" for nothing."""
    if len(processes) > 2 * PROCESSES:  # root is not held by the limit that the kernel keeps, so this process is
        return f"your code started more than {PROCESSES} processes"
    if _bytes_in_use(processes) > MOST_RESIDENT:
        return f"your code used more than {MOST_RESIDENT // 2**30} GB of memory"
    return ""


def _bytes_in_use(processes: Sequence[int]) -> int:
    """The memory of these processes, each page once; looked at closely only where a first glance is too much."""
    glance = sum(_first_number(f"/proc/{pid}/statm", r"\d+ (\d+)") * PAGE for pid in processes)
    if glance <= MOST_RESIDENT:
        return glance
    return sum(_first_number(f"/proc/{pid}/smaps_rollup", r"Pss:\s+(\d+)") * 1024 for pid in processes)


def _first_number(path: str, pattern: str) -> int:
    with suppress(OSError):
        if match := re.search(pattern, Path(path).read_text()):
            return int(match[1])
    return 0


def descendants(pid: int | None = None) -> list[int]:
    """The processes below `pid`, by default below this one."""
    found = []
    for children in Path(f"/proc/{pid or os.getpid()}/task").glob("*/children"):
        with suppress(OSError):
            for number in map(int, children.read_text().split()):
                found += [number, *descendants(number)]
    return found


def _end_all(student: int) -> None:
    """Kill and reap until no process below this one is left: orphans become this one's children."""
    with suppress(OSError):  # its session at once: a process that forks for ever would be missed one by one
        os.killpg(student, signal.SIGKILL)
    while True:
        for pid in descendants():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


if __name__ == "__main__":
    main(sys.argv[1])
