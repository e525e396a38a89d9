"""What all tests share: one thread, and a course of their own to work in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.threads import use_one_thread

use_one_thread()  # before anyone imports numpy

from autograder.course import Course  # noqa: E402
from autograder.grading.zygote import Zygote  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shipped() -> Course:
    """The course as it is committed; only for reading."""
    return Course(ROOT)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A copy of the course with one topic, to write in."""
    return copy_course(tmp_path / "course", "01-activations")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """A warm process whose students are held by limits only: for code of our own."""
    with Zygote("process") as process:
        yield process


def copy_course(into: Path, *topics: str) -> Course:
    """A new course folder with these topics as they are shipped."""
    into.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", into)
    for topic in topics:
        for part in ("source", "release", "solutions"):
            shutil.copytree(ROOT / part / topic, into / part / topic, ignore=shutil.ignore_patterns("__pycache__"))
    return Course(into)


def each_topic(*quick: str) -> pytest.MarkDecorator:
    """Every shipped topic; all but the `quick` ones are left to `make test-all`."""
    topics = Course(ROOT).topics()
    marks = [() if topic.name in quick else (pytest.mark.slow,) for topic in topics]
    cases = [pytest.param(topic, id=topic.name, marks=own) for topic, own in zip(topics, marks, strict=True)]
    return pytest.mark.parametrize("topic", cases)
