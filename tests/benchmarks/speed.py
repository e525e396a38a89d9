"""Stock nbgrader, bare execution and the engine, side by side: `python tests/benchmarks/speed.py --students 30`.

From the file in `submitted/` to the row in the gradebook and the notebook in `autograded/`. Figures are milliseconds a
submission; "warm" leaves out what is paid once, the start of the workers.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]

from autograder.threads import use_one_thread

use_one_thread()

from class_of import make_class
from rich.console import Console
from rich.table import Table

from autograder.cell import is_show
from autograder.course import Course
from autograder.grading.assignment import read_assignment, read_submission
from autograder.grading.batch import How, grade_all
from autograder.grading.grade import read_topic
from autograder.grading.intake import take_in
from autograder.grading.warm import import_ahead
from autograder.result import Submission

DEMO = ["01", "03", "05", "10", "17"]


@dataclass(frozen=True)
class Cost:
    """What a run took, in seconds; `cpu` is that of all processes."""

    wall: float
    cpu: float
    count: int

    def of_one(self, started: "Cost | None" = None) -> "Cost":
        """The cost of one submission; without what `started`, a run of a few, had to pay too."""
        if started is None:
            return Cost(self.wall / self.count, self.cpu / self.count, 1)
        count = self.count - started.count
        return Cost((self.wall - started.wall) / count, (self.cpu - started.cpu) / count, 1)


def cost(count: int, run: Callable[[], object]) -> Cost:
    """Run this, and say what it took."""
    wall, cpu = time.perf_counter(), _cpu_seconds()
    run()
    return Cost(time.perf_counter() - wall, _cpu_seconds() - cpu, count)


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def engine_cost(course: Course, submissions: Sequence[Submission], how: How) -> tuple[Cost, Cost]:
    """The cost of all, and that of one for each worker: the difference is warm."""
    few = submissions[:: max(len(submissions) // how.workers, 1)][: how.workers]
    started = cost(len(few), lambda: grade_all(course, few, how, force=True))
    return cost(len(submissions), lambda: grade_all(course, submissions, how, force=True)), started


def bare_cost(course: Course, submissions: Sequence[Submission]) -> Cost:
    """Only the cells, in a forked process: what any grader has to pay."""
    import_ahead()
    cells = [_code_of(course, submission) for submission in submissions]
    begun, cpu = time.perf_counter(), 0.0
    for sources in cells:
        pid = os.fork()
        if pid == 0:
            _run_bare(sources)
        usage = os.wait4(pid, 0)[2]
        cpu += usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - begun, cpu, len(submissions))


def _code_of(course: Course, submission: Submission) -> list[str]:
    topic = course.topic(submission.topic)
    source = read_topic(read_assignment(course, topic)).source
    notebook = take_in(read_submission(topic, submission).content, source).notebook
    return [cell.source for cell in notebook.cells if cell.cell_type == "code" and not is_show(cell)]


def _run_bare(sources: Sequence[str]) -> None:
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    names: dict[str, object] = {"__name__": "__main__"}
    for source in sources:
        try:
            exec(compile(source, "<cell>", "exec"), names)
        except Exception:
            continue
    os._exit(0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--all", action="store_true", help="all topics, not the demo's five")
    parser.add_argument("--stock", type=int, default=10, help="how many of them stock nbgrader grades")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder) / "course", options.students, None if options.all else DEMO, options.stock)


def _compare(folder: Path, students: int, topics: list[str] | None, stocks: int) -> None:
    submissions = make_class(folder, students, topics)
    course = Course(folder)
    table = Table(
        "", "workers", "CPU ms", "wall ms", "CPU, cold", "wall, cold", "stock / CPU", "stock / wall", box=None
    )
    one = How(workers=1, feedback=False)
    sample = submissions[:: max(len(submissions) // stocks, 1)][:stocks]
    grade_all(course, sample[:1], one)  # the gradebook learns the topics
    stock = cost(len(sample), lambda: grade_all(course, sample, replace(one, engine="nbgrader"), force=True)).of_one()
    table.add_row("stock nbgrader", "1", f"{stock.cpu * 1e3:.0f}", f"{stock.wall * 1e3:.0f}")
    bare = bare_cost(course, submissions).of_one()
    _add(table, "bare execution", 1, bare, None, stock)
    for name, how in {
        "judge": replace(one, isolation="process", trusted=True),
        "judge, landlock": replace(one, isolation="landlock"),
        "judge, namespaces": replace(one, isolation="namespaces"),
        "the same, two workers": replace(one, workers=2),
        "with feedback pages": replace(one, workers=2, feedback=True),
    }.items():
        whole, started = engine_cost(course, submissions, how)
        _add(table, name, how.workers, whole.of_one(started), whole.of_one(), stock)
        print(f"{name}: {len(submissions)} submissions in {whole.wall:.1f} s", file=sys.stderr)
    Console(width=120).print(table)


def _add(table: Table, name: str, workers: int, warm: Cost, cold: Cost | None, stock: Cost) -> None:
    figures = [f"{warm.cpu * 1e3:.0f}", f"{warm.wall * 1e3:.0f}"]
    figures += [f"{cold.cpu * 1e3:.0f}", f"{cold.wall * 1e3:.0f}"] if cold else ["", ""]
    table.add_row(name, str(workers), *figures, f"{stock.cpu / warm.cpu:.0f}", f"{stock.wall / warm.wall:.0f}")


if __name__ == "__main__":
    main()
