"""The course directory: its topics, and where each of their files is."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Topic:
    """One assignment: a folder of `source/`, "01-activations"."""

    folder: Path

    @property
    def name(self) -> str:
        """The assignment's name, as nbgrader knows it: "01-activations"."""
        return self.folder.name

    @property
    def notebook_name(self) -> str:
        """The notebook's name without its ending: "activations"."""
        return self.name.partition("-")[2] or self.name

    @property
    def master(self) -> Path:
        """The text master, the file an author edits."""
        return self.folder / f"{self.notebook_name}.py"

    @property
    def notebook(self) -> Path:
        """The source notebook, made by the build."""
        return self.folder / f"{self.notebook_name}.ipynb"

    @property
    def answers(self) -> Path:
        """The answer bank."""
        return self.folder / "answers.py"

    @property
    def mistakes(self) -> Path:
        """What known mistakes give in the visible tests, made by the build; students get it."""
        return self.folder / "mistakes.json"

    @property
    def hidden_mistakes(self) -> Path:
        """The same for the hidden tests, for the judge; students do not get it (`CourseDirectory.ignore`)."""
        return self.folder / "mistakes-hidden.json"

    @property
    def points(self) -> Path:
        """The exercises and their points, made by the build; students get it."""
        return self.folder / "points.json"


@dataclass(frozen=True)
class Exercise:
    """One solution cell with its tests."""

    name: str
    visible_test: str
    visible_points: float
    hidden_points: float
    tests: tuple[str, ...]  # all, the visible one first


@dataclass(frozen=True)
class Course:
    """A course, known by the folder that holds `nbgrader_config.py`."""

    root: Path

    def topics(self) -> list[Topic]:
        """Every topic that has a text master, in order of name."""
        folders = sorted(path for path in (self.root / "source").glob("*") if path.is_dir())
        return [topic for topic in map(Topic, folders) if topic.master.exists()]

    def topic(self, name: str) -> Topic:
        """The topic of this name; its number or the name of its notebook will do."""
        topics = self.topics()
        for topic in topics:
            if name in (topic.name, topic.notebook_name, topic.name.partition("-")[0]):
                return topic
        near = difflib.get_close_matches(name, [topic.name for topic in topics], 1)
        known = f"Did you mean {near[0]}?" if near else f"Topics here: {', '.join(t.name for t in topics) or 'none'}."
        raise CourseError(f"source/{name}: there is no such topic", known, exit_code=2)

    def chosen(self, names: list[str] | None) -> list[Topic]:
        """The topics of these names, or all."""
        return [self.topic(name) for name in names] if names else self.topics()


def find_course(start: Path | None = None) -> Course:
    """The course that `start` (by default the working directory) lies in."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).exists():
            return Course(folder)
    raise CourseError(
        f"{here} is not inside a course: no {CONFIG} here or above", "Go to the course's folder first.", 2
    )


def most_points(exercises: Iterable[Exercise]) -> float:
    """What right answers to all of them earn."""
    return sum(exercise.visible_points + exercise.hidden_points for exercise in exercises)


def require_built(topic: Topic) -> None:
    """A CourseError that names the first file of the build that is missing."""
    for path in (topic.notebook, topic.points, topic.mistakes, topic.hidden_mistakes):
        if not path.exists():
            raise CourseError(f"{path} is missing", f"Run `autograder build {topic.name}`.")


def read_exercises(topic: Topic) -> list[Exercise]:
    """The exercises of a built topic."""
    require_built(topic)
    rows = json.loads(topic.points.read_text(encoding="utf-8"))
    return [
        Exercise(row["exercise"], row["visible_test"], row["visible_points"], row["hidden_points"], tuple(row["tests"]))
        for row in rows
    ]
