"""What a student's process may not do whatever it sees: privileges, resources, system calls."""

import errno
import mmap
import os
import resource
from collections.abc import Iterable

import pyprctl
import pyseccomp

from autograder.grading.sandbox import linux

NOBODY = 60001  # a user and a group that own nothing
FILE_BYTES, PROCESSES, OPEN_FILES = 64 * 2**20, 64, 512
MEMORY_BYTES = 2 * 2**30  # beyond what a warm process has mapped

FORBIDDEN = (  # ways to the kernel, to other processes, to new privileges, and to memory that is no process's own
    "acct add_key bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module fsconfig fsmount "
    "fsopen fspick init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load "
    "kexec_load keyctl lookup_dcookie memfd_create memfd_secret migrate_pages mknod mknodat mount mount_setattr "
    "move_mount move_pages mq_open msgget name_to_handle_at nfsservctl open_by_handle_at open_tree perf_event_open "
    "personality pidfd_getfd pivot_root process_madvise process_vm_readv process_vm_writev ptrace quotactl "
    "quotactl_fd reboot request_key semget setdomainname sethostname setns settimeofday shmget swapoff swapon "
    "syslog umount umount2 unshare userfaultfd vhangup"
).split()
# Where processes share a machine: nothing that reaches another process, leaves the group that is killed at the end,
# or reaches a file that Landlock does not watch.
SHARED_MACHINE = (
    "socket pidfd_open pidfd_send_signal ioprio_set sched_setattr sched_setparam sched_setscheduler setpgid "
    "setpriority setsid tkill rt_sigqueueinfo rt_tgsigqueueinfo"
).split()
RECEIVER = {"fcntl": (8, 10, 15), "ioctl": (0x8901, 0x8902)}  # F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP
SHARED_MEMORY = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS
UNWATCHED = (  # Landlock lets these through; they are to do nothing, silently, since copying a file calls some
    "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat setxattr "
    "lsetxattr fsetxattr removexattr lremovexattr fremovexattr"
).split()


def give_up_privileges(user: int) -> None:
    """Become `user` if this is root; no capability, now or later."""
    if pyprctl.Cap.SETPCAP in pyprctl.CapState.get_current().effective:
        for capability in pyprctl.capbset_probe():
            pyprctl.capbset_drop(capability)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    pyprctl.CapState().set_current()
    pyprctl.set_no_new_privs()


def limit_resources(mapped_bytes: int) -> None:
    """Memory, processes, files; `mapped_bytes` are what the warm process has mapped before anyone's code runs."""
    for kind, most in (
        (resource.RLIMIT_AS, mapped_bytes + MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NPROC, PROCESSES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(kind, (most, most))


def system_calls(*, shared_machine: bool) -> pyseccomp.SyscallFilter:
    """A filter that refuses what no notebook needs; to be loaded when nothing more is to be set up.

    On a `shared_machine`, where other processes can be seen, signals reach only this process.
    """
    no, allowed = pyseccomp.ERRNO(errno.EPERM), pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    _refuse(allowed, no, FORBIDDEN)
    _refuse(allowed, pyseccomp.ERRNO(errno.ENOSYS), ["clone3"])  # its flags cannot be seen; clone's can
    for flag in (linux.NEWNS, linux.NEWCGROUP, linux.NEWUTS, linux.NEWIPC, linux.NEWUSER, linux.NEWPID, linux.NEWNET):
        allowed.add_rule(no, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    allowed.add_rule(no, "mmap", pyseccomp.Arg(3, pyseccomp.MASKED_EQ, SHARED_MEMORY, SHARED_MEMORY))
    if shared_machine:
        _refuse(allowed, no, SHARED_MACHINE)
        for call, commands in RECEIVER.items():  # whom the kernel signals when there is something to read
            for command in commands:
                allowed.add_rule(no, call, pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, command))
        _refuse(allowed, pyseccomp.ERRNO(0), UNWATCHED)
        for call, own in (("kill", os.getpid()), ("tgkill", os.getpid()), ("prlimit64", 0), ("sched_setaffinity", 0)):
            allowed.add_rule(no, call, pyseccomp.Arg(0, pyseccomp.NE, own))
    return allowed


def _refuse(filters: pyseccomp.SyscallFilter, action: int, calls: Iterable[str]) -> None:
    for call in calls:
        filters.add_rule(action, call)
