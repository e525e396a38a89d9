"""An audit as a table and as JSON."""

import json
from dataclasses import asdict

from rich.table import Table

from autograder.authoring.audit import Audit


def as_table(audits: list[Audit]) -> Table:
    """One line a topic."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("topic", "exercises", "tests", "right", "wrong", "named", "mutants killed", "equivalent"):
        table.add_column(column, justify="left" if column == "topic" else "right")
    for column in ("ms to grade", "ms an answer", "seconds", ""):
        table.add_column(column, justify="right")
    for a in audits:
        counts = (a.exercises, a.tests, a.rights, a.wrongs, a.named)
        times = (f"{a.notebook_seconds * 1e3:.0f}", f"{a.answer_seconds * 1e3:.0f}", f"{a.seconds:.1f}")
        state = "[red]not ready[/red]" if a.faults or a.slow else "[green]ready[/green]"
        table.add_row(a.topic, *map(str, counts), f"{a.killed} of {a.mutants}", str(a.equivalent), *times, state)
    return table


def audit_json(audits: list[Audit]) -> str:
    """Every figure of every topic."""
    return json.dumps([asdict(found) for found in audits], indent=1)
