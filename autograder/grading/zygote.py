"""The warm process that student processes are forked from, as seen by the judge.

    with Zygote("namespaces") as zygote:
        link = zygote.start()     # a student process, shut in
        ...
        why = zygote.stop()       # it and all it started have ended; "" if nobody but us ended it

It holds no secret of ours: it is a program of its own, or was forked from this process before that knew any.
"""

import os
import socket
import sys
import tempfile
import traceback
from contextlib import suppress
from typing import IO

from autograder.grading.environment import scrubbed_environment
from autograder.grading.students import SandboxBroken, StudentsLost, last_line

PROCESS = "autograder.grading.zygote_process"
CONTROL = 3  # the only descriptor it has, besides its standard error


class Zygote:
    """One student process at a time.

    With `forked` it shares what this process has imported, and all that this process knows, which must be nothing.
    """

    def __init__(self, level: str, *, forked: bool = False) -> None:
        self.isolation = level
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._control, far = socket.socketpair()
        with far:
            self.pid = self._fork(far) if forked else self._execute(far)
        self._warm = False

    def _execute(self, far: socket.socket) -> int:
        null = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1)]
        ours = [(os.POSIX_SPAWN_DUP2, self._errors.fileno(), 2), (os.POSIX_SPAWN_DUP2, far.fileno(), CONTROL)]
        command = [sys.executable, "-P", "-m", PROCESS, self.isolation]
        return os.posix_spawn(sys.executable, command, scrubbed_environment(), file_actions=[*null, *ours])

    def _fork(self, far: socket.socket) -> int:
        from autograder.grading.zygote_process import main

        pid = os.fork()
        if pid:
            return pid
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for source, target in ((null, 0), (null, 1), (self._errors.fileno(), 2), (far.fileno(), CONTROL)):
                os.dup2(source, target)
            os.closerange(CONTROL + 1, os.sysconf("SC_OPEN_MAX"))  # the links to whoever gives this process its jobs
            main(self.isolation)
        except BaseException:
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(1)

    def start(self, files: IO[bytes] | None = None) -> socket.socket:
        """As Students."""
        self._wait_until_warm()
        near, far = socket.socketpair()
        sent = [far.fileno()] + ([files.fileno()] if files else [])
        with suppress(OSError):
            socket.send_fds(self._control, [b"start"], sent)
        far.close()
        if near.recv(1) != b"+":
            near.close()
            raise SandboxBroken(self._last_words())
        return near

    def _wait_until_warm(self) -> None:
        if not self._warm and self._control.recv(200) != b"warm":
            raise SandboxBroken(self._last_words())
        self._warm = True

    def stop(self) -> str:
        """As Students."""
        with suppress(OSError):
            self._control.send(b"stop")
            if why := self._control.recv(200):
                return why.decode().strip()
        raise StudentsLost(self._last_words())

    def _last_words(self) -> str:
        return f"isolation {self.isolation}: {last_line(self._errors) or 'the warm process has ended'}"

    def close(self) -> None:
        """End the warm process."""
        self._control.close()
        os.waitpid(self.pid, 0)
        self._errors.close()

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
