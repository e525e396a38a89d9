"""The warm process that student processes are forked from.

    zygote = Zygote()          # before anything secret is read
    pid, link = zygote.fork()  # a student process, and the judge's end of the link to it

It imports what notebooks import and then only forks: it never computes (a thread pool would hang its children) and
never reads a notebook (so its children find none).
"""

import gc
import importlib
import os
import signal
import socket

from autograder.grading.shell import Shell
from autograder.grading.student_process import serve
from autograder.threads import use_one_thread

MODULES = (
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "numpy",
    "scipy",
    "sklearn",
    "torch",
    "torch._dynamo",
)


class Zygote:
    """A process that forks student processes on demand; it ends when this object's process does."""

    def __init__(self) -> None:
        self._link, far = socket.socketpair()
        if os.fork() == 0:
            self._link.close()
            _fork_on_demand(far)
        far.close()

    def fork(self) -> tuple[int, socket.socket]:
        """A new student process: its pid, and the link to it."""
        near, far = socket.socketpair()
        socket.send_fds(self._link, [b"!"], [far.fileno()])
        far.close()
        return int(self._link.recv(20)), near

    def close(self) -> None:
        """Let the process end."""
        self._link.close()


def import_ahead() -> None:
    """Import what notebooks import, and what torch imports at its first step (`torch._dynamo`, a second)."""
    for module in MODULES:
        importlib.import_module(module)


def _warm_shell() -> Shell:
    """A shell that has run a cell, with all that notebooks import, and a heap that is cheap to fork."""
    use_one_thread()
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_ahead()
    shell = Shell()
    shell.run("%matplotlib inline\nNone")
    shell.forget()
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every page in every child
    return shell


def _fork_on_demand(control: socket.socket) -> None:
    shell = _warm_shell()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies
    while files := socket.recv_fds(control, 1, 1)[1]:
        pid = os.fork()
        if pid == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(socket.socket(fileno=files[0]), shell)
            os._exit(0)
        os.close(files[0])
        control.send(str(pid).encode())
    os._exit(0)
