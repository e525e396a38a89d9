"""A root of its own that holds only the system and Python; no network, no other process in sight."""

import os
import socket
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pyprctl
import pyseccomp

from autograder.grading.sandbox import limits, linux

WORK = "/notebook"
TEMPORARY = {WORK: 256, "/tmp": 64, "/dev/shm": 64}  # megabytes
DEVICES = [f"/dev/{name}" for name in ("null", "random", "urandom")]  # zero is a way to shared memory
ROOMS = (linux.NEWNS, linux.NEWIPC, linux.NEWUTS, linux.NEWCGROUP, linux.NEWNET)


class Namespaces:
    """The strongest level; needs no privileges where the kernel lets a user make namespaces."""

    name = "namespaces"
    home = WORK

    def __init__(self) -> None:
        self._own_pids = -1
        self._root = ""
        self._temporary: list[str] = []
        # Each warm process another user: what one student's processes use up, no other lacks.
        self._user = limits.NOBODY + os.getpid() % 4096

    def begin(self, control: socket.socket) -> None:
        """Go on as the first process of a new pid namespace; this one waits for it to end."""
        user, group = os.geteuid(), os.getegid()
        self._root = tempfile.mkdtemp(prefix="autograder-root-")
        try:
            if user == 0:
                linux.unshare(linux.NEWPID)
            else:
                linux.unshare(linux.NEWUSER | linux.NEWPID)
                Path("/proc/self/setgroups").write_text("deny")
                Path("/proc/self/uid_map").write_text(f"{limits.NOBODY} {user} 1")
                Path("/proc/self/gid_map").write_text(f"{limits.NOBODY} {group} 1")
            child = os.fork()
        except OSError:
            os.rmdir(self._root)
            raise
        if child:
            control.close()
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            with suppress(OSError):
                os.rmdir(self._root)
            os._exit(status & 255)
        pyprctl.set_pdeathsig(9)

    def close_door(self, readable: Sequence[str]) -> None:
        """From here on only these files and folders are there."""
        own = [folder for folder in TEMPORARY if not any(path.startswith(f"{folder}/") for path in readable)]
        self._temporary = own  # not a folder that Python lies in
        linux.unshare(linux.NEWNS)
        linux.mount(None, "/", None, linux.RECURSIVE | linux.PRIVATE)
        linux.mount("tmpfs", self._root, "tmpfs", linux.NO_SUID | linux.NO_DEVICES, "size=1m,mode=755")
        for path in readable:
            self._place(path)
            linux.bind_read_only(path, self._root + path)
        for path in DEVICES:
            self._place(path)
            linux.mount(path, self._root + path, None, linux.BIND)
        for path in (*TEMPORARY, "/proc"):
            os.makedirs(self._root + path, exist_ok=True)
        _mount_proc(self._root + "/proc")
        linux.change_root(self._root, pyseccomp.resolve_syscall(pyseccomp.system_arch(), "pivot_root"))
        linux.mount(None, "/", None, linux.REMOUNT | linux.BIND | linux.READ_ONLY | linux.NO_SUID | linux.NO_DEVICES)
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        """A child in a pid namespace of its own: when it ends, the kernel ends all that it started."""
        linux.unshare(linux.NEWPID)
        child = os.fork()
        if child:
            linux.join_namespace(self._own_pids, linux.NEWPID)
        return child

    def shut_in(self, mapped_bytes: int) -> None:
        """Empty folders of its own, and nothing more from here on."""
        linux.unshare(sum(ROOMS))
        for folder in self._temporary:
            options = f"size={TEMPORARY[folder]}m,mode=1777,nr_inodes=8192"
            linux.mount("tmpfs", folder, "tmpfs", linux.NO_SUID | linux.NO_DEVICES, options)
        _mount_proc("/proc")
        os.setsid()
        os.chdir(WORK)
        limits.limit_resources(mapped_bytes)
        limits.give_up_privileges(self._user)
        limits.system_calls(shared_machine=False).load()

    def clean_up(self) -> None:
        """Its folders went with its namespace."""

    def _place(self, path: str) -> None:
        """Something to mount `path` on."""
        place = Path(self._root + path)
        if os.path.isdir(path):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()


def _mount_proc(place: str) -> None:
    linux.mount("proc", place, "proc", linux.NO_SUID | linux.NO_DEVICES | linux.NO_EXEC)
