"""How far a command is: done, rate, time left, and who is running long."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder.result import Result

LONG_SECONDS = 5.0  # a notebook takes less than one
Running = dict[tuple[str, str], float]  # since when a student's topic is being graded


class _Rate(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "")


class _Longest(ProgressColumn):
    """Whoever has been running longest, after some seconds."""

    def render(self, task: Task) -> Text:
        running: Running = task.fields["running"]
        since, who = min(((since, who) for who, since in list(running.items())), default=(time.monotonic(), ("", "")))
        seconds = time.monotonic() - since
        return Text(f"{'/'.join(who)} runs {seconds:.0f} s" if seconds > LONG_SECONDS else "", style="dim")


def bar(screen: Console) -> Progress:
    """A progress bar as all commands show it; each task has a field `running`."""
    return Progress(
        TextColumn("{task.description:26}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        _Longest(),
        console=screen,
    )


class GradingBar:
    """The bar of a class being graded."""

    def __init__(self, screen: Console, total: int) -> None:
        self._bar = bar(screen)
        self._running: Running = {}
        self._task = self._bar.add_task("grade and write feedback", total=total, running=self._running)
        self.count = 0

    def begun(self, student: str, topic: str) -> None:
        """A submission is being graded."""
        self._running[student, topic] = time.monotonic()

    def done(self, result: Result) -> None:
        """A submission is graded."""
        self._running.pop((result.student, result.topic), None)
        self.count += 1
        self._bar.advance(self._task)

    def __enter__(self) -> "GradingBar":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
