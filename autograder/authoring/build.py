"""From the text master and the bank to all that is made of them: source notebook, tables, release, solutions."""

import filecmp
import json
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import nbformat

from autograder.authoring import mistakes
from autograder.authoring.bank import Exercise as Bank
from autograder.authoring.bank import read_bank
from autograder.authoring.master import Assignment, read_master
from autograder.authoring.notebook import is_edited, to_notebook, to_text, write_notebook
from autograder.authoring.release import convert, leaks
from autograder.authoring.rules import broken_rules
from autograder.course import Course, Topic
from autograder.errors import CourseError

Side = Literal["text", "notebook"]


def build(course: Course, topic: Topic, keep: Side | None = None) -> list[Path]:
    """Make everything that is stale; tell which files changed.

    A source notebook that was edited in JupyterLab is overwritten only if `keep` is "text"; with "notebook" its cells
    go into the text master first. Nothing is written if any rule is broken.
    """
    if keep == "notebook" and topic.notebook.exists():
        topic.master.write_text(to_text(nbformat.read(topic.notebook, as_version=4)), encoding="utf-8")
    elif keep is None and topic.notebook.exists() and is_edited(topic.notebook):
        choice = f"`autograder build {topic.name} --keep notebook` takes the edit over, `--keep text` drops it."
        raise CourseError(f"{topic.notebook} was edited in JupyterLab; the build would overwrite it", choice)
    with tempfile.TemporaryDirectory() as folder:
        made = _make(course, topic, Path(folder))
        return [new for old, new in made if _replace(old, new)]


def stale(course: Course, topic: Topic) -> list[Path]:
    """The built files that are not what a build would make now; also those that it would not make."""
    with tempfile.TemporaryDirectory() as folder:
        made = _make(course, topic, Path(folder))
        different = [new for old, new in made if not new.exists() or not filecmp.cmp(old, new, shallow=False)]
        return different + _left_over(course, topic, {new for _, new in made})


def _make(course: Course, topic: Topic, folder: Path) -> list[tuple[Path, Path]]:
    """Build in `folder`; every file there with the place that it belongs to."""
    assignment, bank = read_master(topic), read_bank(topic)
    if broken := broken_rules(assignment, bank):
        raise CourseError("\n".join(broken), f"Mend {topic.master.name} or {topic.answers.name}; nothing was written.")
    source = folder / "source" / topic.name
    write_notebook(to_notebook(assignment), source / topic.notebook.name)
    (source / topic.points.name).write_text(points_text(assignment), encoding="utf-8")
    for path, text in zip((topic.mistakes, topic.hidden_mistakes), _mistakes_texts(assignment, bank), strict=True):
        (source / path.name).write_text(text, encoding="utf-8")
    if (topic.folder / "data").exists():
        shutil.copytree(topic.folder / "data", source / "data")
    convert(course, source, folder)
    if leaked := leaks(assignment, bank, folder / "release"):
        raise CourseError("\n".join(leaked), "These lines would reach students; nothing was written.")
    return [(path, course.root / path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]


def points_text(assignment: Assignment) -> str:
    """The table of exercises that the last cell of a notebook shows."""
    rows = [
        {
            "exercise": exercise.name,
            "visible_test": exercise.tests[0].grade_id,
            "visible_points": exercise.tests[0].points,
            "hidden_points": sum(test.points for test in exercise.tests[1:]),
            "tests": [test.grade_id for test in exercise.tests],
        }
        for exercise in assignment.exercises
    ]
    return json.dumps(rows, indent=1) + "\n"


def _mistakes_texts(assignment: Assignment, bank: list[Bank]) -> tuple[str, str]:
    """The tables of mistakes: as they are, if they were made from this master and bank."""
    topic = assignment.topic
    if not mistakes.is_stale(topic):
        return topic.mistakes.read_text(encoding="utf-8"), topic.hidden_mistakes.read_text(encoding="utf-8")
    return mistakes.texts(assignment, mistakes.record_mistakes(assignment, bank))


def _replace(made: Path, place: Path) -> bool:
    """Put a built file in its place; whether it is another than before."""
    if place.exists() and filecmp.cmp(made, place, shallow=False):
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(place.name + ".new")
    shutil.copyfile(made, new)
    new.replace(place)
    return True


def _left_over(course: Course, topic: Topic, made: set[Path]) -> list[Path]:
    folders = [course.root / "release" / topic.name, course.root / "solutions" / topic.name]
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and path not in made]
