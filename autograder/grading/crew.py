"""Workers on this machine: a thread hands each one its jobs."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from autograder.grading.worker import Job, WarmUp, Worker

Begun = Callable[[Job], None]


class Crew:
    """`size` workers that do jobs side by side; for a `with` statement."""

    def __init__(self, isolation: str, size: int, begun: Begun = lambda job: None) -> None:
        self.size = size
        self._isolation, self._begun = isolation, begun
        self._threads = ThreadPoolExecutor(size, "worker")
        self._workers: dict[int, Worker] = {}

    def submit(self, job: Job) -> "Future[Any]":
        """The job's result to come."""
        return self._threads.submit(self._do, job)

    def warm_up(self) -> None:
        """Let the workers get ready, while this process does something else."""
        for _ in range(self.size):
            self.submit(WarmUp())  # an error comes again with the first grade

    def _do(self, job: Job) -> Any:
        worker = self._workers.setdefault(threading.get_ident(), Worker(self._isolation))
        self._begun(job)
        return worker.do(job)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Whatever is not done yet is left; after an error, or Ctrl-C, at once."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._workers.values()) if kind else ():
            worker.kill()  # closing its pipes would wait for the thread that reads from them
        self._threads.shutdown()
        for worker in self._workers.values():
            worker.close()
