"""Student processes where a warm process cannot be forked, on macOS and Windows: each is started anew.

The next one is started while the present one is graded, and imports what notebooks import. It is not shut in: its
isolation is "process", which is none.
"""

import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import IO

from autograder.grading.students import SandboxBroken, last_line
from autograder.threads import use_one_thread

HOST = "127.0.0.1"
START_SECONDS = 120.0


class Spawned:
    """Processes that were started one ahead."""

    isolation = "process"

    def __init__(self) -> None:
        self._listener = socket.create_server((HOST, 0))
        self._listener.settimeout(1.0)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._present: subprocess.Popen[str] | None = None
        self._arrived: dict[str, socket.socket] = {}  # links by the word that came over them
        self._next = self._spawn()

    def _spawn(self) -> tuple["subprocess.Popen[str]", str]:
        """A process that will say this word, so that no other process can take its place."""
        word = secrets.token_hex(16)
        command = [sys.executable, "-P", "-m", __name__, str(self._listener.getsockname()[1])]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors, text=True
        )
        assert process.stdin
        process.stdin.write(f"{word}\n")
        process.stdin.close()
        return process, word

    def start(self, files: IO[bytes] | None = None) -> socket.socket:
        """As Students."""
        (self._present, word), self._next = self._next, self._spawn()
        try:
            link = self._accept(word, self._present)
            content = files.read() if files else b""
            link.sendall(len(content).to_bytes(8, "big") + content)
        except OSError as error:
            why = last_line(self._errors) or error
            raise SandboxBroken(f"a student's process did not start: {why}") from error
        return link

    def _accept(self, word: str, process: "subprocess.Popen[str]") -> socket.socket:
        """The link to the process that says this word; an OSError if it ends, or takes too long."""
        late = time.monotonic() + START_SECONDS
        while word not in self._arrived:
            if process.poll() is not None or time.monotonic() > late:
                raise ConnectionError("it took too long" if process.poll() is None else "it ended")
            with suppress(TimeoutError):
                link, _ = self._listener.accept()
                link.settimeout(START_SECONDS)
                said = _exactly(link, len(word))
                for known in (word, self._next[1]):  # the next one may be the first to come
                    if secrets.compare_digest(said, known.encode()):
                        self._arrived[known] = link
        link = self._arrived.pop(word)
        link.settimeout(None)
        return link

    def stop(self) -> str:
        """As Students; what the process itself had started may live on."""
        if self._present:
            self._present.kill()
            self._present.wait()
            self._present = None
        return ""

    def close(self) -> None:
        """As Students."""
        self.stop()
        process, _ = self._next
        process.kill()
        process.wait()
        for link in self._arrived.values():
            link.close()
        self._listener.close()
        self._errors.close()


def main(port: int) -> None:
    """Warm up, connect, take the files, and be a student's process."""
    use_one_thread()
    word = sys.stdin.readline().strip()
    from autograder.grading.student_process import serve
    from autograder.grading.warm import warm_shell

    shell = warm_shell()
    with tempfile.TemporaryDirectory() as folder:
        link = socket.create_connection((HOST, port))
        link.sendall(word.encode())
        size = int.from_bytes(_exactly(link, 8), "big")
        with tempfile.TemporaryFile() as files:
            files.write(_exactly(link, size))
            files.seek(0)
            serve(link, shell, folder, files if size else None)


def _exactly(link: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        part = link.recv(size - len(content))
        if not part:
            raise ConnectionError
        content += part
    return content


if __name__ == "__main__":
    main(int(sys.argv[1]))
