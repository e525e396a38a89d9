"""The class's grades as a CSV file, one row a student."""

import csv
from collections.abc import Sequence
from pathlib import Path

from autograder.result import Result


def write_grades(results: Sequence[Result], path: Path) -> None:
    """A row a student, a column a topic, the sum at the end; an empty cell where nothing was handed in."""
    topics = sorted({result.topic for result in results})
    scores = {(result.student, result.topic): result.score for result in results}
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["student", *topics, "total"])
        for student in sorted({result.student for result in results}):
            own = [scores.get((student, topic)) for topic in topics]
            shown = ["" if score is None else f"{score:g}" for score in own]
            rows.writerow([_plain(student), *shown, f"{sum(score or 0 for score in own):g}"])


def _plain(text: str) -> str:
    """No formula: a spreadsheet takes what begins with one of these for a program."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
