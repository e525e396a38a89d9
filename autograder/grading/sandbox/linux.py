"""System calls that Python has no function for. Linux only; errors are OSErrors."""

import ctypes
import mmap
import os
import re
from pathlib import Path

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
_AT_RECURSIVE, _DETACH = 0x8000, 2
_MOUNT_SETATTR = 442  # the same number on every architecture
_COLLAPSE = 25  # madvise: make huge pages now, kernel 6.1
_HUGE_PAGE = 2 * 2**20

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]
_libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_libc.syscall.restype = ctypes.c_long


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace")]


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces that these flags name for new ones; a new pid namespace is for the children to come."""
    _check(_libc.unshare(flags), "unshare")


def join_namespace(descriptor: int, flag: int) -> None:
    """Enter the namespace that an open file of /proc/self/ns stands for."""
    _check(_libc.setns(descriptor, flag), "setns")


def mount(source: str | None, target: str, kind: str | None, flags: int = 0, options: str | None = None) -> None:
    """As mount(2)."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    _check(_libc.mount(texts[0], texts[1], texts[2], flags, texts[3]), f"mount {target}")


def bind_read_only(source: str, target: str) -> None:
    """Show `source`, and what is mounted below it, at `target`; nothing there can be changed."""
    mount(source, target, None, BIND | RECURSIVE)
    wanted = _MountAttributes(set=READ_ONLY | NO_SUID | NO_DEVICES)
    arguments = (-100, os.fsencode(target), _AT_RECURSIVE, ctypes.byref(wanted), ctypes.sizeof(wanted))
    _check(_libc.syscall(_MOUNT_SETATTR, *arguments), f"mount_setattr {target}")


def change_root(folder: str, pivot_root: int) -> None:
    """Make a mounted folder the root and let go of the old one; `pivot_root` is the number of the system call."""
    os.chdir(folder)
    _check(_libc.syscall(pivot_root, b".", b"."), "pivot_root")  # the old root lies on top of the new one
    _check(_libc.umount2(b".", _DETACH), "umount")
    os.chdir("/")


def collapse_heap() -> None:
    """Put this process's memory into huge pages: a fork then copies 500 times fewer page table entries.

    Does nothing on a kernel that cannot.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        match = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw.p \S+ \S+ 0\s*(?!\[st)", line)
        if match:
            begin, end = (int(text, 16) for text in match.groups())
            for address in range(-(-begin // _HUGE_PAGE) * _HUGE_PAGE, end - _HUGE_PAGE + 1, _HUGE_PAGE):
                _libc.madvise(address, _HUGE_PAGE, mmap.MADV_HUGEPAGE)
                _libc.madvise(address, _HUGE_PAGE, _COLLAPSE)
