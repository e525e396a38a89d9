"""Let attacks loose in one batch, and see what became of each."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

import nbformat
from classroom import released
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.authoring.bank import read_bank
from autograder.cell import grade_id, is_solution
from autograder.course import Topic
from autograder.grading.batch import How, grade_all
from autograder.grading.submissions import find_submissions
from autograder.result import Result, to_json

from . import (
    files,
    forged,
    interpreter,
    leaks,
    libraries,
    memory,
    network,
    next_student,
    notebook_file,
    pages,
    processes,
    resources,
    shadowing,
    shortcuts,
)
from .attack import EARNED, HONEST, Attack
from .ground import HIDDEN, TOPIC, Ground

CLASSES = {
    "patched libraries": libraries,
    "hooks of the interpreter": interpreter,
    "stack and memory": memory,
    "forged replies": forged,
    "the notebook file": notebook_file,
    "start-up and shadowing": shadowing,
    "the file system": files,
    "processes and signals": processes,
    "the network": network,
    "memory and output": resources,
    "the next student": next_student,
    "feedback pages": pages,
    "hidden tests": leaks,
    "by hand": shortcuts,
}
CLASS_OF: dict[str, str] = {attack.name: name for name, module in CLASSES.items() for attack in module.ATTACKS}
ATTACKS: list[Attack] = [attack for module in CLASSES.values() for attack in module.ATTACKS]
EVERY = 12  # attacks between two honest students
POINTS = float(len(EARNED))


@dataclass(frozen=True)
class Run:
    """What became of an attack."""

    attack: Attack
    result: Result
    shown: str  # all outputs of the notebook
    page: str  # the feedback
    size: int  # of the graded notebook
    traces: tuple[str, ...]
    secret: str

    @property
    def passed(self) -> frozenset[str]:
        """The tests that gave their points."""
        return frozenset(test.test for test in self.result.tests if test.score == test.max_score)

    @property
    def told(self) -> str:
        """All that a student gets to see."""
        return self.shown + self.page + to_json(self.result)

    @property
    def has_worked(self) -> bool:
        """Whether the attack has reached what it tries."""
        match self.attack.proof:
            case "points":
                return bool(self.passed - EARNED - self.attack.also)
            case "hidden":
                return bool(HIDDEN.search(self.told))
            case "secret":
                return self.secret in self.told
            case "trace":
                return bool(self.traces)
            case "shown":
                return self.attack.sign in self.page
            case "lost":
                return self.result.score < POINTS
            case "big":
                return self.size > 15_000_000
        raise ValueError(self.attack.proof)


@dataclass(frozen=True)
class Batch:
    """What became of all of them."""

    runs: dict[str, Run]
    honest: tuple[Result, ...]
    left_behind: tuple[str, ...]  # processes
    changed: tuple[str, ...]  # files of the course and beside it


def let_loose(ground: Ground, how: How) -> Batch:
    """Grade every attack of the ground, and honest students in between, in one batch."""
    topic = ground.course.topic(TOPIC)
    rights = {entry.grade_id: entry.rights[-1].cell for entry in read_bank(topic)}
    for number, attack in enumerate(ground.attacks):
        _hand_in(ground, topic, f"{number:03}-{attack.name}", attack, rights)
        if number % EVERY == 0:
            _hand_in(ground, topic, f"{number:03}-honest", None, rights)
    submissions = [s for s in find_submissions(ground.course, [topic]) if s.student != "neighbour"]
    before = ground.files()
    with ground.environment():
        results = {result.student: result for result in grade_all(ground.course, submissions, how)}
    left = tuple(map(_command, ground.left_behind()))
    runs = {a.name: _run(ground, topic, results[f"{n:03}-{a.name}"], a) for n, a in enumerate(ground.attacks)}
    after = ground.files()
    changed = tuple(sorted(path for path in before | after if before.get(path) != after.get(path)))
    return Batch(runs, tuple(r for student, r in results.items() if student.endswith("-honest")), left, changed)


def batch_at(level: str, attacks: Sequence[Attack]) -> Batch:
    """Let them loose at a level of isolation ("process" is none), or on stock nbgrader ("stock")."""
    is_stock = level == "stock"
    how = How(2, "nbgrader") if is_stock else How(2, isolation=level, trusted=level == "process")
    with Ground(attacks, demonstration=level in ("stock", "process")) as ground:
        return let_loose(ground, how)


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return f"process {process}"


def _run(ground: Ground, topic: Topic, result: Result, attack: Attack) -> Run:
    where = Path(result.student, topic.name)
    graded = ground.course.root / "autograded" / where / topic.notebook.name
    page = (ground.course.root / "feedback" / where / topic.notebook.name).with_suffix(".html")
    outputs = [c.get("outputs", []) for c in nbformat.read(graded, 4).cells] if graded.exists() else []
    return Run(
        attack,
        result,
        json.dumps(outputs),
        page.read_text() if page.exists() else "",
        graded.stat().st_size if graded.exists() else 0,
        tuple(ground.traces(attack)),
        ground.secret,
    )


# ------------------------------------------------------------------------------------------------ submissions
def _hand_in(ground: Ground, topic: Topic, student: str, attack: Attack | None, rights: dict[str, str]) -> None:
    notebook = released(ground.course, topic)
    folder = ground.course.root / "submitted" / student / topic.name
    folder.mkdir(parents=True)
    path = folder / topic.notebook.name
    if attack is None:
        _answer(notebook, rights)
        nbformat.write(notebook, path)
        return
    words = ground.words(attack)
    attack = replace(attack, code=Template(attack.code).safe_substitute(words))
    _answer(notebook, {name: rights[name] for name in HONEST} | dict(attack.answers))
    _insert(notebook, attack)
    if edit := notebook_file.EDITS.get(attack.change):
        edit(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")  # nbformat would refuse some of them
    change: Callable[[Path, Path, Path], None] | None = notebook_file.CHANGES.get(attack.change)
    if change:
        change(path, ground.neighbour, ground.folder / "secret.txt")


def _answer(notebook: NotebookNode, answers: dict[str, str]) -> None:
    for cell in filter(is_solution, notebook.cells):
        cell.source = answers.get(grade_id(cell), cell.source)


def _insert(notebook: NotebookNode, attack: Attack) -> None:
    ids = [grade_id(cell) for cell in notebook.cells]
    places = {"first": 0, "early": 2, "late": ids.index("sigmoid_grad_everywhere") + 1, "last": len(ids)}
    place = places[attack.place]
    cells = [new_code_cell(attack.code)] if attack.code else []
    cells += [new_markdown_cell(attack.markdown)] if attack.markdown else []
    notebook.cells[place:place] = cells


def demonstrations(where: str) -> tuple[Attack, ...]:
    """The attacks that are shown alive there."""
    return tuple(attack for attack in ATTACKS if attack.where == where)
