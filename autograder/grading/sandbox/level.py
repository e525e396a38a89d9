"""Which level of isolation: the best one that works here, found by trying."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from autograder.errors import CourseError

LEVELS = ("namespaces", "landlock", "process")  # the strongest first; "process" is no isolation
BEST = "best"
SYSTEM = ["/usr", "/lib", "/lib64", "/bin", "/sbin"]
SYSTEM += [f"/etc/{name}" for name in ("alternatives", "fonts", "ld.so.cache", "localtime", "mime.types")]


class Level(Protocol):
    """A way to shut a student's process in."""

    name: str
    home: str  # where a student's process works

    def begin(self, control: socket.socket) -> None:
        """Go on in a process that may fork students; `control` is the link to whoever started it."""

    def close_door(self, readable: Sequence[str]) -> None:
        """Nothing more is imported: only these files and folders are still needed."""

    def fork(self) -> int:
        """As os.fork."""

    def shut_in(self, mapped_bytes: int) -> None:
        """Shut this process in, for good; `mapped_bytes` are its memory before any of the student's code."""

    def clean_up(self) -> None:
        """After all that a student's process started has ended."""


def make_level(name: str) -> Level:
    """The level of this name."""
    if name == "namespaces":
        from autograder.grading.sandbox.namespaces import Namespaces

        return Namespaces()
    from autograder.grading.sandbox.shared import Landlock, Limits

    return Landlock() if name == "landlock" else Limits()


def choose_level(wish: str = BEST, *, trusted: bool = False) -> str:
    """The level that was wished for, or the best; a CourseError if it does not work here, or is none."""
    if wish not in (BEST, *LEVELS):
        raise CourseError(f"isolation {wish}: there is no such level", f"Say {', '.join((BEST, *LEVELS))}.", 2)
    reasons = {}
    for name in LEVELS if wish == BEST else (wish,):
        if name == "process":
            break
        reasons[name] = why_not(name)
        if not reasons[name]:
            return name
    if trusted and wish in (BEST, "process"):
        return "process"
    said = "; ".join(f"{name}: {reason}" for name, reason in reasons.items()) or "isolation process is none"
    raise CourseError(
        f"student code cannot be shut in here ({said})",
        "See docs/isolation.md; `--trust-submissions` runs it unprotected, as stock nbgrader does.",
    )


def why_not(name: str) -> str:
    """Why a level does not work here; "" if it does."""
    if sys.platform != "linux":
        return f"needs Linux, this is {sys.platform}"
    command = [sys.executable, "-P", "-m", "autograder.grading.sandbox.trial", name]
    try:
        tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "it hangs"
    return "" if tried.returncode == 0 else (tried.stderr.strip().splitlines() or ["it fails"])[-1]


def readable_paths() -> list[str]:
    """What a student's process may read: the system, Python with its packages, and `check`; no course."""
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    python = [sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable)), *packages]
    wanted = [*SYSTEM, *python, str(Path(__file__).parents[2] / "check")]
    there = sorted({path for path in wanted if os.path.exists(path)})
    return [path for path in there if not any(path.startswith(f"{other}/") for other in there)]
