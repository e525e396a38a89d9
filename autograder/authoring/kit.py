"""What students get where there is no exchange: notebooks, a wheel with `check` and `lab` only, and a start script."""

import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hatchling.build import build_wheel

from autograder.course import Course, Topic
from autograder.errors import CourseError

PACKAGE = Path(__file__).resolve().parents[1]
STUDENT_PARTS = ("__init__.py", "check", "lab")
REQUIREMENTS = ("ipykernel", "jaxtyping", "jupyterlab", "matplotlib", "numpy", "scikit-learn", "torch")
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "autograder-student"
version = "{version}"
description = "What the notebooks of the course import"
requires-python = ">=3.11"
dependencies = ["numpy", "matplotlib"]

[tool.hatch.build.targets.wheel]
packages = ["autograder"]
"""
START_SH = """\
#!/bin/sh
# Sets everything up the first time, then opens JupyterLab. For Linux and macOS.
set -e
cd "$(dirname "$0")"
if [ ! -f .venv/ready ]; then
    "${PYTHON:-python3}" -m venv .venv
    .venv/bin/python -m pip install --quiet --requirement requirements.txt
    .venv/bin/python -m pip install --quiet --no-deps *.whl
    touch .venv/ready
fi
exec .venv/bin/python -m autograder.lab "$@"
"""
START_BAT = """\
@echo off
rem Sets everything up the first time, then opens JupyterLab. For Windows.
cd /d "%~dp0"
if not exist .venv\\ready (
    py -3 -m venv .venv || exit /b 1
    .venv\\Scripts\\python -m pip install --quiet --requirement requirements.txt || exit /b 1
    for %%w in (*.whl) do .venv\\Scripts\\python -m pip install --quiet --no-deps "%%w" || exit /b 1
    type nul > .venv\\ready
)
.venv\\Scripts\\python -m autograder.lab %*
"""
README = """\
The course's notebooks
======================

You need Python 3.11 or newer. Linux and macOS: `sh start.sh`; Windows: double-click `start.bat`. The first start
installs what the notebooks need (about 1.5 GB); then JupyterLab opens. Each folder here is one assignment.

Complete the cells that say YOUR CODE HERE, run the tests below them, and hand in the notebook as your instructor says.
"""


def make_kit(course: Course, topics: list[Topic], into: Path) -> Path:
    """Write the kit for these topics to the folder `into` and beside it as a zip file, which it returns.

    An older kit there is replaced; nothing else that may stand there is.
    """
    if into.exists() and any(into.iterdir()) and not (into / "requirements.txt").exists():
        raise CourseError(f"{into} is no kit, and not empty", "Name another folder with --output.")
    with tempfile.TemporaryDirectory() as folder:
        kit = Path(folder, "kit")
        kit.mkdir()
        for topic in topics:
            release = course.root / "release" / topic.name
            if not release.exists():
                raise CourseError(f"{release} is missing", f"Run `autograder build {topic.name}`.")
            shutil.copytree(release, kit / topic.name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        _wheel(kit)
        (kit / "requirements.txt").write_text("".join(f"{name}=={_pin(name)}\n" for name in REQUIREMENTS))
        for name, text in (("start.sh", START_SH), ("start.bat", START_BAT), ("README.txt", README)):
            newline = "\r\n" if name.endswith(".bat") else "\n"
            (kit / name).write_text(text, encoding="utf-8", newline=newline)
        (kit / "start.sh").chmod(0o755)
        shutil.rmtree(into, ignore_errors=True)
        shutil.copytree(kit, into)
    return Path(shutil.make_archive(str(into), "zip", into.parent, into.name))


def _wheel(kit: Path) -> None:
    """Build the student's wheel into the kit."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for part in STUDENT_PARTS:
            source, place = PACKAGE / part, Path(folder, "autograder", part)
            place.parent.mkdir(exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, place)
        Path(folder, "pyproject.toml").write_text(PYPROJECT.format(version=_pin("autograder")))
        os.chdir(folder)  # the build backend works where it stands
        try:
            build_wheel(str(kit))
        finally:
            os.chdir(here)


def _pin(name: str) -> str:
    """The installed version, without the mark of a local build such as +cpu."""
    try:
        return version(name).partition("+")[0]
    except PackageNotFoundError:
        raise CourseError(f"{name} is not installed", "Install the course with the README's first command.") from None
