"""A class at a glance: how each topic went, and which mistakes were made most often."""

from collections import Counter
from collections.abc import Sequence
from statistics import mean

from rich.table import Table
from rich.text import Text

from autograder.result import Result


def topics_table(results: Sequence[Result]) -> Table:
    """One line a topic: how many were graded, the mean, the lowest and the highest score."""
    table = _table(("topic", "submissions", "mean", "lowest", "highest", "could not be graded"))
    for topic in sorted({result.topic for result in results}):
        own = [result for result in results if result.topic == topic]
        scores = [result.score for result in own]
        problems = sum(bool(result.problem) for result in own)
        figures = (f"{mean(scores):.1f}", f"{min(scores):g}", f"{max(scores):g}", str(problems or "-"))
        table.add_row(Text(topic), str(len(own)), *figures)
    return table


def mistakes_table(results: Sequence[Result], most: int = 10) -> Table:
    """The mistakes most often made, by id: one count for each student and exercise."""
    made = {
        (result.topic, test.exercise, test.mistake, result.student)
        for result in results
        for test in result.tests
        if test.mistake
    }
    counts = Counter((topic, exercise, mistake) for topic, exercise, mistake, _ in made)
    table = _table(("students", "topic", "exercise", "mistake"))
    for (topic, exercise, mistake), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]:
        table.add_row(*map(Text, (str(count), topic, exercise, mistake)))
    return table


def isolation_line(results: Sequence[Result]) -> str:
    """What the students' code was shut in by."""
    counts = Counter(result.isolation or "nothing (stock nbgrader)" for result in results if result.tests)
    said = {"process": "nothing (trusted)"}
    return "Student code was shut in by " + ", ".join(f"{said.get(n, n)} ({c})" for n, c in counts.most_common()) + "."


def faults_of(results: Sequence[Result]) -> list[str]:
    """Tests that broke by themselves: the course's fault, so a person has to look."""
    broken = Counter((r.topic, t.test) for r in results for t in r.tests if t.course_fault)
    return [f"{topic}: test {test} broke by itself in {n} submissions" for (topic, test), n in sorted(broken.items())]


def _table(columns: Sequence[str]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column in ("topic", "exercise", "mistake") else "right")
    return table
