"""What grading again would change, after a test was edited: before anything is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.course import Course
from autograder.grading.gradebook import Entry
from autograder.grading.submissions import read_result
from autograder.result import Result


@dataclass(frozen=True)
class Change:
    """An exercise of one student whose score would not stay."""

    student: str
    topic: str
    exercise: str
    old: float
    new: float


def find_changes(course: Course, entries: Sequence[Entry]) -> list[Change]:
    """Every exercise that scores otherwise than when it was graded last; what was never graded is no change."""
    found = []
    for entry in entries:
        before, after = read_result(course, entry.submission), entry.graded.result
        old, new = by_exercise(before) if before else {}, by_exercise(after)
        names = [name for name in dict.fromkeys([*new, *old]) if old and new.get(name, 0) != old.get(name, 0)]
        found += [Change(after.student, after.topic, n, old.get(n, 0.0), new.get(n, 0.0)) for n in names]
    return found


def by_exercise(result: Result) -> dict[str, float]:
    """The score of each exercise."""
    scores: dict[str, float] = {}
    for test in result.tests:
        scores[test.exercise] = scores.get(test.exercise, 0.0) + test.score
    return scores
