"""The record that every part of grading passes on, with a documented JSON form.

{"student": "ada", "topic": "01-activations", "score": 18.0, "max_score": 20.0, "problem": "", "seconds": 2.1,
 "engine": "judged", "isolation": "namespaces", "fingerprint": "…",
 "tests": [{"test": "softmax_by_hand", "exercise": "softmax", "score": 0.0, "max_score": 1.0,
            "message": "✗ softmax is not right\\n  …", "mistake": "no-shift", "course_fault": false}]}
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one topic."""

    student: str
    topic: str
    folder: Path


@dataclass(frozen=True)
class TestResult:
    """What became of one test."""

    test: str
    exercise: str
    score: float
    max_score: float
    message: str = ""  # what the student reads; "" if it passed
    mistake: str = ""  # the id of the mistake that was named
    course_fault: bool = False  # the test itself broke: the student is not to blame, a person has to look


@dataclass(frozen=True)
class Result:
    """What became of one submission."""

    student: str
    topic: str
    score: float
    max_score: float
    tests: tuple[TestResult, ...] = ()
    problem: str = ""  # why the whole submission could not be graded; then the score is 0
    seconds: float = 0.0
    engine: str = ""
    isolation: str = ""  # what the student's code was shut in by
    fingerprint: str = ""  # of the submission and the assignment: what was graded is not graded again

    @property
    def is_complete(self) -> bool:
        """Whether all of it could be graded; if not, a person has to look."""
        return not self.problem and not any(test.course_fault for test in self.tests)


def to_json(result: Result) -> str:
    """The record as text."""
    return json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> Result:
    """The record that `to_json` wrote; a ValueError, KeyError or TypeError for anything else."""
    content = json.loads(text)
    content["tests"] = tuple(TestResult(**test) for test in content["tests"])
    return Result(**content)
