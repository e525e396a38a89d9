"""How far a command is: done, rate, time left, and who is running long."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder.result import Result

LONG_SECONDS = 5.0  # a notebook takes less than one


class _Rate(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "")


def bar(screen: Console) -> Progress:
    """A progress bar as all commands show it."""
    return Progress(
        TextColumn("{task.description:26}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
        console=screen,
    )


class GradingBar:
    """The bar of a class being graded; names whoever has been running for some seconds."""

    def __init__(self, screen: Console, total: int) -> None:
        self._bar = bar(screen)
        self._task = self._bar.add_task("grade and write feedback", total=total, note="")
        self._running: dict[tuple[str, str], float] = {}
        self.count = 0

    def begun(self, student: str, topic: str) -> None:
        """A submission is being graded."""
        self._running[student, topic] = time.monotonic()
        self._show()

    def done(self, result: Result) -> None:
        """A submission is graded."""
        self._running.pop((result.student, result.topic), None)
        self.count += 1
        self._bar.advance(self._task)
        self._show()

    def _show(self) -> None:
        now = time.monotonic()
        long = [(now - began, who) for who, began in list(self._running.items()) if now - began > LONG_SECONDS]
        note = f"{'/'.join(max(long)[1])} runs {max(long)[0]:.0f} s" if long else ""
        self._bar.update(self._task, note=note)

    def __enter__(self) -> "GradingBar":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
