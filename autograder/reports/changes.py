"""What grading again would change, as a table."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from autograder.grading.changes import Change


def changes_table(changes: Sequence[Change]) -> Table:
    """One row an exercise whose score would change; the lower ones first."""
    table = Table("student", "topic", "exercise", "old", "new", box=None, pad_edge=False)
    for change in sorted(changes, key=lambda c: (c.new > c.old, c.topic, c.student)):
        style = "red" if change.new < change.old else "green"
        words = map(Text, (change.student, change.topic, change.exercise, f"{change.old:g}", f"{change.new:g}"))
        table.add_row(*words, style=style)
    return table
