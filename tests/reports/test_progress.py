"""The bar of a class being graded says how many are done, and who is running long."""

import io

import pytest
from rich.console import Console

from autograder.reports import progress
from autograder.reports.progress import GradingBar
from autograder.result import Result


def test_the_bar_counts_and_names_who_runs_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONG_SECONDS", -1.0)
    screen = Console(file=io.StringIO(), force_terminal=True, width=140)
    with GradingBar(screen, 2) as bar:
        bar.begun("ada", "01-activations")
        bar.begun("eve", "01-activations")
        bar.done(Result("ada", "01-activations", 20, 20))
        bar._bar.refresh()
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    assert "1/2" in shown and "eve/01-activations runs 0 s" in shown
    assert bar.count == 1
