"""The warm process that student processes are forked from, as seen by the judge.

    with Zygote("namespaces") as zygote:
        link = zygote.start()     # a student process, shut in
        ...
        why = zygote.stop()       # it and all it started have ended; "" if nobody but us ended it

It is a program of its own (zygote_process.py), so that it holds no secret of ours.
"""

import os
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from typing import IO

from autograder.grading.students import SandboxBroken, StudentsLost, last_line
from autograder.threads import ONE_THREAD

PROCESS = "autograder.grading.zygote_process"
ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "MPLCONFIGDIR", "PATH", "PYTHONPATH", "TZ", "VIRTUAL_ENV")


class Zygote:
    """One student process at a time."""

    def __init__(self, level: str) -> None:
        self.isolation = level
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._control, far = socket.socketpair()
        command = [sys.executable, "-P", "-m", PROCESS, str(far.fileno()), level]
        environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ} | ONE_THREAD
        null = subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, env=environment, pass_fds=[far.fileno()], stdin=null, stdout=null, stderr=self._errors, cwd="/"
        )
        far.close()
        self._warm = False

    def start(self, files: IO[bytes] | None = None) -> socket.socket:
        """As Students."""
        if not self._warm:
            self._told(b"warm")
            self._warm = True
        near, far = socket.socketpair()
        sent = [far.fileno()] + ([files.fileno()] if files else [])
        with suppress(OSError):
            socket.send_fds(self._control, [b"start"], sent)
        far.close()
        if near.recv(1) != b"+":
            near.close()
            raise SandboxBroken(self._last_words())
        return near

    def stop(self) -> str:
        """As Students."""
        with suppress(OSError):
            self._control.send(b"stop")
            if why := self._control.recv(200):
                return why.decode().strip()
        raise StudentsLost(self._last_words())

    def _told(self, word: bytes) -> None:
        if self._control.recv(200) != word:
            raise SandboxBroken(self._last_words())

    def _last_words(self) -> str:
        return f"isolation {self.isolation}: {last_line(self._errors) or 'the warm process has ended'}"

    def close(self) -> None:
        """End the warm process."""
        self._control.close()
        self._process.wait()
        self._errors.close()

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
