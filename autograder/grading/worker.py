"""A process that grades, one submission after another, as seen by whoever gives it its jobs.

    worker = Worker("namespaces")
    graded = worker.do(Grade(assignment, handed_in))
    worker.close()

What a worker gets and gives is plain: it needs neither the course nor the gradebook, so it may run on another machine.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, cast

from autograder.course import Course
from autograder.grading.assignment import Assignment, HandedIn
from autograder.grading.environment import scrubbed_environment
from autograder.grading.students import SandboxBroken, last_line
from autograder.result import Submission

PROCESS = "autograder.grading.worker_process"
GRADE_SECONDS = 600.0  # far more than the deadlines of its cells allow
PAGE_SECONDS = 120.0  # a page takes less than one


@dataclass(frozen=True)
class WarmUp:
    """Get ready to grade; only as the first job: what a process knows, its students' parent may learn."""


@dataclass(frozen=True)
class Grade:
    """Grade one submission."""

    assignment: Assignment
    handed_in: HandedIn


@dataclass(frozen=True)
class WriteFeedback:
    """Write one feedback page, from the gradebook."""

    course: Course
    submission: Submission


Job = WarmUp | Grade | WriteFeedback


class WorkerDied(Exception):
    """The process ended in the middle of a job."""


class JobFailed(Exception):
    """The job raised an error; the text says which."""


class Worker:
    """A worker process, started when the first job comes, and again if it died."""

    def __init__(self, isolation: str) -> None:
        self._isolation = isolation
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the worker
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    def do(self, job: Job) -> Any:
        """The job's result; a Graded for a Grade. A process that dies is replaced, and the job tried once more.

        Raises WorkerDied, JobFailed or SandboxBroken.
        """
        try:
            return self._try(job)
        except WorkerDied:
            if self._killed:
                raise
            return self._try(job)

    def _try(self, job: Job) -> Any:
        if not self._process:
            self._process = self._start()
            if isinstance(job, Grade):
                self._ask(self._process, WarmUp())
        return self._ask(self._process, job)

    def _ask(self, process: "subprocess.Popen[bytes]", job: Job) -> Any:
        assert process.stdin and process.stdout
        seconds = PAGE_SECONDS if isinstance(job, WriteFeedback) else GRADE_SECONDS
        environment = dict(os.environ) if isinstance(job, WriteFeedback) else {}  # the course's configuration may ask
        limit = threading.Timer(seconds, process.kill)
        limit.start()
        try:
            pickle.dump((job, environment), process.stdin)
            process.stdin.flush()
            value, failure, broken = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            if limit.finished.is_set():  # it would take as long again
                raise JobFailed(f"it took more than {seconds:.0f} s") from error
            raise WorkerDied(f"the grading process ended: {last_line(self._errors) or 'killed'}") from error
        finally:
            limit.cancel()
        if failure:
            raise SandboxBroken(failure) if broken else JobFailed(failure)
        return value

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", PROCESS, self._isolation]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command,
            env=scrubbed_environment(),
            stdin=pipe,
            stdout=pipe,
            stderr=self._errors,
            start_new_session=True,  # Ctrl-C reaches whoever gives the jobs, not those who do them
        )

    def kill(self) -> None:
        """End the process whatever it is at, for good; may be called while another thread waits in `do`."""
        self._killed = True
        if process := self._process:
            process.kill()

    def close(self, patience: float = 2.0) -> None:
        """Let the process end, and with it the student's; one that is at work is killed after some seconds."""
        if not self._process:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(Any, pipe).close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
