"""The text master of an assignment: topic.py, read as cells that know their lines.

A cell's header carries what nbgrader cannot guess:

    # %% nbgrader={"grade_id": "softmax", "solution": true}      a solution cell
    # %% nbgrader={"grade_id": "softmax_by_hand", "points": 1}   a test
    # %% nbgrader={"grade_id": "see_softmax", "show": true}      draws or trains; not run when grading
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

import jupytext

from autograder.course import Topic
from autograder.errors import CourseError

Kind = Literal["text", "code", "solution", "test", "show"]
HEADER_KEYS = {"grade_id", "solution", "points", "show"}


@dataclass(frozen=True)
class Cell:
    """One cell of a master."""

    kind: Kind
    source: str
    line: int  # of its header
    grade_id: str = ""
    points: float = 0

    @property
    def is_hidden(self) -> bool:
        """Whether students do not see this test."""
        return "### BEGIN HIDDEN TESTS" in self.source


@dataclass(frozen=True)
class Exercise:
    """A solution cell and the tests behind it, the visible one first."""

    solution: Cell
    tests: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The grade id of its solution cell."""
        return self.solution.grade_id

    @property
    def points(self) -> float:
        """What a right answer earns."""
        return sum(test.points for test in self.tests)


@dataclass(frozen=True)
class Assignment:
    """A whole master."""

    topic: Topic
    cells: tuple[Cell, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every solution cell with the tests up to the next one."""
        graded = [cell for cell in self.cells if cell.kind in ("solution", "test")]
        starts = [i for i, cell in enumerate(graded) if cell.kind == "solution"]
        return tuple(
            Exercise(graded[i], tuple(takewhile(lambda cell: cell.kind == "test", graded[i + 1 :]))) for i in starts
        )

    def exercise(self, name: str) -> Exercise:
        """The exercise of this name; a KeyError if there is none."""
        return {exercise.name: exercise for exercise in self.exercises}[name]

    @property
    def reference(self) -> dict[str, str]:
        """The text of every solution cell, by grade id."""
        return {exercise.name: exercise.solution.source for exercise in self.exercises}


def read_master(topic: Topic) -> Assignment:
    """The assignment that stands in `topic.master`; a CourseError with file and line for a header that is wrong."""
    try:
        text = topic.master.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{topic.master} is missing", "An assignment's text master has its topic's name.") from None
    return Assignment(topic, tuple(_cells(text, topic.master)))


def _cells(text: str, path: Path) -> Iterator[Cell]:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"# %%(\s|$)", line)]
    cells = jupytext.reads(text, fmt="py:percent").cells
    if len(cells) != len(lines):
        raise CourseError(f"{path}: text before the first cell", "Let every cell begin with a line `# %%`.")
    for line, cell in zip(lines, cells, strict=True):
        header = cell.metadata.get("nbgrader")
        if header is None:
            if "nbgrader" in text.splitlines()[line - 1]:
                raise _header_error(path, line, "the header is not nbgrader={...} in JSON")
            yield Cell("text" if cell.cell_type == "markdown" else "code", cell.source, line)
        else:
            yield Cell(_kind(header, path, line), cell.source, line, header["grade_id"], header.get("points", 0))


def _kind(header: Any, path: Path, line: int) -> Kind:
    if not isinstance(header, dict) or "grade_id" not in header:
        raise _header_error(path, line, "the header has no grade_id")
    if unknown := set(header) - HEADER_KEYS:
        raise _header_error(path, line, f"the header says {', '.join(sorted(unknown))}, which nobody reads")
    if not re.fullmatch(r"[a-z0-9_]+", str(header["grade_id"])):
        raise _header_error(path, line, f"the grade_id {header['grade_id']!r} is not of a-z, 0-9 and _")
    points = header.get("points", 0)
    if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
        raise _header_error(path, line, f"points are a number of 0 or more, not {points!r}")
    kinds: dict[str, Kind] = {"solution": "solution", "points": "test", "show": "show"}
    said = [kind for key, kind in kinds.items() if header.get(key)]
    if len(said) != 1:
        raise _header_error(path, line, "the header says not exactly one of solution, points, show")
    return said[0]


def _header_error(path: Path, line: int, problem: str) -> CourseError:
    return CourseError(
        f"{path}:{line}: {problem}", 'Write # %% nbgrader={"grade_id": "...", "points": 1}, or "solution"/"show": true.'
    )
