"""Where student processes come from: forked from a warm process, or started anew where that cannot be."""

import socket
import sys
from typing import IO, Protocol

from autograder.grading.text import printable


class Students(Protocol):
    """A source of student processes, one at a time."""

    isolation: str

    def start(self, files: IO[bytes] | None = None) -> socket.socket:
        """A new student process, and the link to it; `files` is a tar of what lies in its folder."""

    def stop(self) -> str:
        """End the student process and all that it started; why it had been ended before, if it had."""

    def close(self) -> None:
        """No more students."""


class SandboxBroken(Exception):
    """A student's process could not be set up: the machine's fault, not the student's."""


class StudentsLost(SandboxBroken):
    """Where student processes come from is gone, after it had worked: something outside has ended it."""


def last_line(errors: IO[bytes]) -> str:
    """The last thing that a process wrote on its standard error, fit for a terminal; "" if it wrote nothing."""
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return printable(lines[-1])[:300] if lines else ""


def make_students(isolation: str, *, forked: bool = False) -> Students:
    """The one place that looks at the platform: torch survives a fork on Linux only.

    `forked` as for a Zygote: only for a process that knows no secret yet.
    """
    if sys.platform == "linux":
        from autograder.grading.zygote import Zygote

        return Zygote(isolation, forked=forked)
    from autograder.grading.spawned import Spawned

    return Spawned()
