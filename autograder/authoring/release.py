"""What students and readers get of an assignment: `release/` and `solutions/`, through nbgrader's converters."""

import json
from pathlib import Path

from nbgrader.converters import GenerateAssignment, GenerateSolution
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import SaveCells

from autograder import stock
from autograder.authoring.bank import Exercise as Bank
from autograder.authoring.master import Assignment
from autograder.authoring.rules import BEGIN_SOLUTION, BEGIN_TESTS, END_SOLUTION, END_TESTS
from autograder.course import Course

LONG = 24  # a secret line of as many characters is looked for inside other lines too


class _Release(GenerateAssignment):  # type: ignore[misc]
    """nbgrader's own conversion, without a gradebook."""

    no_database = True
    preprocessors = [step for step in GenerateAssignment().preprocessors if step is not SaveCells]


class _Solutions(GenerateSolution):  # type: ignore[misc]
    """nbgrader's own conversion by the course's settings, without a gradebook."""

    init_assignment = BaseConverter.init_assignment


def convert(course: Course, source: Path, into: Path) -> None:
    """Make `into`/release/TOPIC and `into`/solutions/TOPIC from the built folder `source`."""
    config = stock.read_config(course)
    directory = stock.course_directory(course, root=str(into), assignment_id=source.name)
    for converter in (_Release, _Solutions):
        stock.run_converter(converter(coursedir=directory, config=config), f"{source}: {converter.__name__}")


def leaks(assignment: Assignment, bank: list[Bank], folder: Path) -> list[str]:
    """The lines of answers and hidden tests that stand in any file under `folder`, as "file: line"."""
    secret = secret_lines(assignment, bank)
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        lines = _lines_of(path)
        text = "\n".join(lines)
        found += [f"{path}: {line}" for line in sorted(secret & set(lines))]
        found += [f"{path}: {line}" for line in sorted(secret - set(lines)) if len(line) >= LONG and line in text]
    return found


def secret_lines(assignment: Assignment, bank: list[Bank]) -> set[str]:
    """Every line of every answer and hidden test, less those that students may see anyway."""
    secret, public = set[str](), {"", BEGIN_SOLUTION, END_SOLUTION, BEGIN_TESTS, END_TESTS}
    for cell in assignment.cells:
        hidden = False
        for line in map(str.strip, cell.source.splitlines()):
            hidden = (hidden or line in (BEGIN_SOLUTION, BEGIN_TESTS)) and line not in (END_SOLUTION, END_TESTS)
            (secret if hidden else public).add(line)
    for entry in bank:
        answers = [right.cell for right in entry.rights] + [wrong.edit[1] for wrong in entry.wrongs]
        secret |= {line.strip() for answer in answers for line in answer.splitlines()}
    return {line for line in secret - public if len(line) > 8}


def _lines_of(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    return [line.strip() for line in text.splitlines()]
