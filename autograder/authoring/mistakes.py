"""The table of mistakes: what each wrong answer of the bank gives in each test of its exercise."""

import hashlib
import json
from collections.abc import Iterable

from autograder.authoring.bank import Exercise as Bank
from autograder.authoring.master import Assignment
from autograder.authoring.rehearsal import Report, Take, rehearse
from autograder.check import Table
from autograder.course import Topic


def record_mistakes(assignment: Assignment, bank: list[Bank]) -> Table:
    """Run every wrong answer and note its first wrong call in each test."""
    reference = assignment.reference
    takes = [
        Take(entry.grade_id, wrong.cell(reference[entry.grade_id]), wrong.name, wrong.says)
        for entry in bank
        for wrong in entry.wrongs
    ]
    return merged(rehearse(assignment, takes))


def merged(reports: Iterable[Report]) -> Table:
    """One table of what all these recorded; of two mistakes that give the same, the first has its name."""
    table = Table()
    for report in reports:
        table.clashes += report.clashes
        for call, entries in report.calls.items():
            for entry in entries:
                table.add_entry(call, entry)
    return table


def texts(assignment: Assignment, table: Table) -> tuple[str, str]:
    """The file that students get (the visible tests) and the one that they do not, with what they were made from."""
    visible = {exercise.tests[0].grade_id for exercise in assignment.exercises}
    hidden = {test.grade_id for exercise in assignment.exercises for test in exercise.tests[1:]}
    made_from = fingerprint(assignment.topic)
    contents = [{"made_from": made_from, "calls": table.only(tests).calls} for tests in (visible, hidden)]
    released, kept = (json.dumps(c, indent=1, ensure_ascii=False, allow_nan=False) + "\n" for c in contents)
    return released, kept


def is_stale(topic: Topic) -> bool:
    """Whether the tables were made from another master or bank than what stands there now."""
    try:
        files = (topic.mistakes, topic.hidden_mistakes)
        made_from = {json.loads(path.read_text(encoding="utf-8"))["made_from"] for path in files}
        return made_from != {fingerprint(topic)}
    except (OSError, ValueError, KeyError, TypeError):
        return True


def fingerprint(topic: Topic) -> str:
    """The master and the bank in one number."""
    content = topic.master.read_bytes() + b"\0" + topic.answers.read_bytes()
    return hashlib.sha256(content).hexdigest()[:16]
