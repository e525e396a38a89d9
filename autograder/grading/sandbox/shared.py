"""Levels for a machine that student processes share with others: they see it, and limits hold them."""

import ctypes
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyprctl

from autograder.grading.sandbox import limits


class Limits:
    """No isolation: limits only. For code that one would run anyway."""

    name = "process"

    def __init__(self) -> None:
        self.home = ""
        self._readable: Sequence[str] = ()
        self._user = os.geteuid()

    def begin(self, control: socket.socket) -> None:
        """Be the parent of what students leave behind, so that it can be found and ended."""
        pyprctl.set_child_subreaper(True)
        pyprctl.set_pdeathsig(9)

    def close_door(self, readable: Sequence[str]) -> None:
        """Become nobody, if nobody can still read these; Python may lie in a folder of root's own."""
        self._readable = readable
        if self._user == 0 and all(map(_is_open_to_all, readable)):
            self._user = limits.NOBODY

    def fork(self) -> int:
        """A child with a new folder to work in."""
        self.home = tempfile.mkdtemp(prefix="autograder-")
        os.chown(self.home, self._user, -1)
        return os.fork()

    def shut_in(self, mapped_bytes: int) -> None:
        """A session of its own, and limits."""
        os.setsid()
        os.chdir(self.home)
        limits.limit_resources(mapped_bytes)
        limits.give_up_privileges(self._user)

    def clean_up(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.home, ignore_errors=True)


class Landlock(Limits):
    """Files by Landlock, everything else by seccomp: where namespaces are forbidden, as in many containers."""

    name = "landlock"

    def shut_in(self, mapped_bytes: int) -> None:
        """Only the system, Python and its own folder; no sockets; signals to itself only."""
        from landlock import FSAccess, Ruleset

        super().shut_in(mapped_bytes)
        files = FSAccess.EXECUTE | FSAccess.READ_FILE
        ctypes.set_errno(0)  # the library takes an older call's error for its own
        rules = Ruleset()
        for path in [*self._readable, "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/dev/urandom"]:
            if os.path.exists(path):
                rules.allow(path, rules=files | FSAccess.READ_DIR if os.path.isdir(path) else files)
        rules.allow(os.devnull, rules=FSAccess.READ_FILE | FSAccess.WRITE_FILE)
        rules.allow(self.home, rules=FSAccess.all() & ~(FSAccess.MAKE_CHAR | FSAccess.MAKE_BLOCK | FSAccess.IOCTL_DEV))
        rules.apply()
        limits.system_calls(shared_machine=True).load()


def _is_open_to_all(path: str) -> bool:
    return all(os.stat(folder).st_mode & stat.S_IXOTH for folder in Path(path).resolve().parents)
