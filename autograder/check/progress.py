"""How far a student is: which visible tests pass, and what is decided after submission."""

import html
import json
from pathlib import Path
from typing import Any

POINTS = Path("points.json")  # in the working directory, beside the notebook: written by the build

PASSES = "✓ passes"

_states: dict[str, str] = {}  # by test, in this kernel: how its last run ended


def note(test: str, state: str) -> None:
    """Remember how a test ended."""
    _states[test] = state


def report() -> dict[str, str]:
    """The table of exercises, as text and as HTML (a display's formats)."""
    try:
        exercises = json.loads(POINTS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"text/plain": f"{POINTS} is not beside this notebook: fetch the assignment again."}
    rows = [_row(exercise) for exercise in exercises]
    earned, later = sum(row[2] for row in rows), sum(row[3] for row in rows)
    closing = f"Points so far: {earned:g}; {_points(later)} more are decided by hidden tests after you submit."
    return {"text/plain": _as_text(rows, closing), "text/html": _as_html(rows, closing)}


def _row(exercise: dict[str, Any]) -> tuple[str, str, float, float]:
    """Its name, the state of its visible test, the points earned there and those decided later."""
    state = _states.get(exercise["visible_test"], "not run yet")
    earned = exercise["visible_points"] if state == PASSES else 0
    return exercise["exercise"], state, earned, exercise["hidden_points"]


def _as_text(rows: list[tuple[str, str, float, float]], closing: str) -> str:
    width = max(len(name) for name, *_ in rows)
    lines = [f"{name:{width}}  {state:16} hidden tests: {_points(later)}" for name, state, _, later in rows]
    return "\n".join([*lines, closing])


def _as_html(rows: list[tuple[str, str, float, float]], closing: str) -> str:
    head = "<tr><th>Exercise</th><th>Visible test</th><th>Hidden tests</th></tr>"
    body = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{state}</td><td>{_points(later)}</td></tr>"
        for name, state, _, later in rows
    )
    return f"<table>{head}{body}</table><p>{closing}</p>"


def _points(number: float) -> str:
    return f"{number:g} point" + "s" * (number != 1) if number else "none"
