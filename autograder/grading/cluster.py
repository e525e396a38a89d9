"""A Dask cluster that grades: its workers need this package, and no file of the course.

Each thread of a Dask worker has a grading process of its own, as a thread of the local crew has.
"""

import threading
import warnings
from concurrent.futures import Future
from typing import Any

from distributed import Client

from autograder.errors import CourseError
from autograder.grading.sandbox.level import choose_level
from autograder.grading.worker import Job, Worker

RETRIES = 1  # of a job that failed; one whose machine went away is given to another by Dask itself
CONNECT_SECONDS = 10
_here = threading.local()


class Cluster:
    """An existing cluster, by its scheduler's address; for a `with` statement."""

    def __init__(self, address: str, isolation: str, trusted: bool) -> None:
        if "://" not in address:  # Dask would make half a client of it
            raise CourseError(f"{address}: no address of a Dask scheduler", "Say --scheduler tcp://HOST:PORT.", 2)
        try:
            with warnings.catch_warnings(action="ignore"):  # Python 3.11.2 there and 3.11.7 here is no matter
                self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"{address}: no Dask scheduler answers ({error})", "Start one; see docs/cluster.md."
            ) from error
        self._options = isolation, trusted
        self._executor = self._client.get_executor(pure=False, retries=RETRIES)

    @property
    def size(self) -> int:
        """How many jobs the cluster does at once, now."""
        return max(sum(int(threads) for threads in self._client.nthreads().values()), 1)

    def submit(self, job: Job) -> "Future[Any]":
        """The job's result to come."""
        future: Future[Any] = self._executor.submit(do_here, job, *self._options)
        return future

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=False)  # what is not done yet is cancelled
        self._client.close()


def do_here(job: Job, isolation: str, trusted: bool) -> Any:
    """Do a job on this worker; the level of isolation is the best that works here."""
    wish = isolation, trusted
    if getattr(_here, "wish", None) != wish:
        if hasattr(_here, "worker"):
            _here.worker.close()
        _here.worker, _here.wish = Worker(choose_level(isolation, trusted=trusted)), wish
    return _here.worker.do(job)
