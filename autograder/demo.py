"""The main job on a real class: thirty students drawn from the answer bank, from release to feedback.

Every submission goes through nbgrader's exchange: released, fetched, completed, submitted, collected.
"""

import logging
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.auth import Authenticator
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeFetchAssignment,
    ExchangeReleaseAssignment,
    ExchangeSubmit,
)
from traitlets.config import Config

from autograder import stock
from autograder.authoring.bank import Exercise as Bank
from autograder.authoring.bank import read_bank
from autograder.authoring.master import Assignment, read_master
from autograder.authoring.rules import BEGIN_SOLUTION, END_SOLUTION
from autograder.cell import grade_id, is_solution
from autograder.course import Course, Topic
from autograder.errors import CourseError

TOPICS = ("01-activations", "03-backprop", "05-metrics", "10-convolution", "17-lstm")
SEED = 1
STUDENTS = 30
NAMES = [
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Donald",
    "Edsger",
    "Emmy",
    "Fei",
    "Frances",
    "Geoffrey",
    "Grace",
    "Hedy",
    "Ian",
    "Jean",
    "John",
    "Judea",
    "Katherine",
    "Kurt",
    "Leslie",
    "Lotfi",
    "Margaret",
    "Marvin",
    "Mary",
    "Norbert",
    "Radia",
    "Sophie",
    "Tim",
    "Ursula",
    "Yann",
    "Yoshua",
]
EMPTY = ""  # an exercise that was left as it was released
Step = Callable[[], None]


@dataclass(frozen=True)
class Student:
    """A student of the demo class; a skilled one is more often right."""

    name: str
    skill: float  # from 0 to 1: the chance of a right answer

    @property
    def id(self) -> str:
        """As nbgrader knows the student."""
        return f"demo-{self.name.lower()}"


def demo_class(students: int = STUDENTS, seed: int = SEED) -> list[Student]:
    """The same students each time."""
    rng = random.Random(seed)
    names = [NAMES[i % len(NAMES)] + (str(i // len(NAMES) + 1) if i >= len(NAMES) else "") for i in range(students)]
    return [Student(name, rng.triangular(0.25, 1.0, 0.8)) for name in names]


def draw_answers(student: Student, assignment: Assignment, bank: Sequence[Bank], seed: int = SEED) -> dict[str, str]:
    """The student's answer to each exercise: right, right in another form, wrong in a known way, or left empty."""
    rng = random.Random(f"{seed} {student.id} {assignment.topic.name}")
    return {entry.grade_id: _draw(rng, student.skill, assignment, entry) for entry in bank}


def _draw(rng: random.Random, skill: float, assignment: Assignment, entry: Bank) -> str:
    reference = assignment.reference[entry.grade_id]
    if rng.random() < skill:
        return _as_student_writes(rng.choice([reference, *(right.cell for right in entry.rights)]))
    if rng.random() < 0.2:
        return EMPTY
    return _as_student_writes(rng.choice(entry.wrongs).cell(reference))


def _as_student_writes(cell: str) -> str:
    marks = (BEGIN_SOLUTION, END_SOLUTION)
    return "\n".join(line for line in cell.splitlines() if line.strip() not in marks)


def hand_in(course: Course, topic: Topic, students: Sequence[Student], step: Step = lambda: None) -> None:
    """Release a topic, let every student fetch, complete and submit it, and collect; what is there already stays."""
    assignment, bank = read_master(topic), read_bank(topic)
    exchange = _Exchange(course)
    exchange.release(topic)
    with tempfile.TemporaryDirectory() as homes:
        for student in students:
            folder = exchange.fetch(topic, student, Path(homes, student.id))
            _complete(folder / topic.notebook.name, draw_answers(student, assignment, bank))
            if not _same(folder, course.root / "submitted" / student.id / topic.name):
                exchange.submit(topic, student, folder)
            step()
    exchange.collect(topic)


def _complete(path: Path, answers: dict[str, str]) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in filter(is_solution, notebook.cells):
        cell.source = answers[grade_id(cell)] or cell.source
    nbformat.write(notebook, path)


def _same(folder: Path, submitted: Path) -> bool:
    """Whether exactly this was collected before."""
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return all((submitted / f).exists() and (submitted / f).read_bytes() == (folder / f).read_bytes() for f in files)


class _Exchange:
    """nbgrader's exchange, as the instructor and as any student; one machine, so one user owns all files."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._config: Config = stock.read_config(course)
        self._config.ExchangeCollect.check_owner = False
        self._authenticator = Authenticator(config=self._config)

    def release(self, topic: Topic) -> None:
        self._run(ExchangeReleaseAssignment, topic, force=True)

    def fetch(self, topic: Topic, student: Student, home: Path) -> Path:
        home.mkdir()
        self._run(ExchangeFetchAssignment, topic, student, assignment_dir=str(home))
        return home / topic.name

    def submit(self, topic: Topic, student: Student, folder: Path) -> None:
        with tempfile.TemporaryDirectory() as cache:
            self._run(ExchangeSubmit, topic, student, assignment_dir=str(folder.parent), cache=cache)

    def collect(self, topic: Topic) -> None:
        self._run(ExchangeCollect, topic, update=True)

    def _run(self, part: type, topic: Topic, student: Student | None = None, **traits: object) -> None:
        traits |= {"assignment_id": topic.name, **({"student_id": student.id} if student else {})}
        own = {key: traits.pop(key) for key in ("assignment_id", "student_id") if key in traits}
        directory = stock.course_directory(self._course, **own)
        exchange = part(coursedir=directory, authenticator=self._authenticator, config=self._config, **traits)
        exchange.log = logging.getLogger("autograder.exchange")
        exchange.log.setLevel(logging.CRITICAL)
        try:
            exchange.start()
        except Exception as error:
            where = self._config.Exchange.root
            raise CourseError(f"{where}: {part.__name__} failed: {error}", "Is the exchange writable?") from error
