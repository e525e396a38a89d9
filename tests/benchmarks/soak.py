"""Grade many submissions in one run: `python tests/benchmarks/soak.py --submissions 2000`.

Prints, for every tenth of them, the milliseconds a submission and the memory of all processes: both are to stay flat.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]

from autograder.threads import use_one_thread

use_one_thread()

import psutil
from class_of import make_class

from autograder.course import Course
from autograder.grading.batch import How, Watch, grade_all
from autograder.result import Result

DEMO = ["01", "03", "05", "10", "17"]


class Curve:
    """Time and memory after every so many submissions."""

    def __init__(self, every: int) -> None:
        self._every, self._count, self._last = every, 0, time.perf_counter()

    def done(self, result: Result) -> None:
        """One more is graded."""
        self._count += 1
        if self._count % self._every == 0:
            now = time.perf_counter()
            each = (now - self._last) / self._every * 1e3
            main, rest = resident_megabytes()
            print(
                f"{self._count:6}  {each:6.0f} ms each  {main:6.0f} MB here  {rest:6.0f} MB in other processes",
                flush=True,
            )
            self._last = time.perf_counter()


def resident_megabytes() -> tuple[float, float]:
    """The memory of this process, and of all below it; what they share is counted once for each."""
    own = psutil.Process()
    below = []
    for process in own.children(recursive=True):
        try:
            below.append(process.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return own.memory_info().rss / 1e6, sum(below) / 1e6


def main() -> None:
    """Grade them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        submissions = make_class(Path(folder) / "course", -(-options.submissions // len(DEMO)), DEMO)
        curve = Curve(max(len(submissions) // 10, 1))
        results = grade_all(Course(Path(folder) / "course"), submissions, How(), watch=Watch(done=curve.done))
    print(f"{len(results)} graded, {sum(bool(result.problem) for result in results)} problems")


if __name__ == "__main__":
    main()
