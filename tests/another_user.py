"""Programs run as another user, who can read neither the course nor what lies in root's own folders."""

import os
import shutil
import subprocess
import sys
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOBODY = 65534
AS_NOBODY: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
NEEDED = ("alembic", "distributed", "hypothesis", "IPython", "nbgrader", "pyseccomp", "pytest", "torch", "xdist")


@dataclass(frozen=True)
class AnotherUser:
    """A user with a folder of his own, and a copy of the package that he can read."""

    python: str
    folder: Path

    def start(self, *words: str, home: Path) -> "subprocess.Popen[bytes]":
        """Run Python with these words, in the folder `home`."""
        return subprocess.Popen(
            [self.python, *words],
            cwd=home,
            env=_environment(self.folder, home),
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / f"{home.name}.log").open("wb"),
            **AS_NOBODY,
            start_new_session=True,
        )

    def run(self, *words: str, home: Path) -> "subprocess.CompletedProcess[str]":
        """Run Python with these words, in the folder `home`, and wait for what it says."""
        command, environment = [self.python, *words], _environment(self.folder, home)
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, **AS_NOBODY)

    def run_tests(self, file: str, *words: str) -> None:
        """Run a file of `tests/` with a copy of what lies there; it has to pass."""
        shutil.copytree(ROOT / "tests", self.folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", self.folder)
        path = str(self.folder / "tests" / file)
        done = self.run("-m", "pytest", "-q", "-n", "0", "--dist", "no", path, *words, home=self.new_folder("home"))
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
        assert " passed" in done.stdout

    def new_folder(self, name: str) -> Path:
        """An empty folder that is his."""
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        os.chown(folder, NOBODY, NOBODY)
        return folder


def another_user(folder: Path) -> AnotherUser:
    """The user; skips the test where there is none. `folder` is made, and may be removed afterwards."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can start programs as another user")
    if not (python := _interpreter()):
        pytest.skip(
            f"no Python {sys.version_info.major}.{sys.version_info.minor} with the packages that user {NOBODY} can read"
        )
    folder.chmod(0o755)
    shutil.copytree(ROOT / "autograder", folder / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    alembic = folder / "bin" / "alembic"  # nbgrader calls it by name when it makes a gradebook
    alembic.parent.mkdir()
    alembic.write_text(f'#!/bin/sh\nexec {python} -m alembic.config "$@"\n')
    alembic.chmod(0o755)
    return AnotherUser(python, folder)


@cache
def _interpreter() -> str:
    """A Python of this version that another user can run, and that finds our packages; "" if there is none."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    names = [sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"]
    check = f"import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, {NEEDED})))"
    for python in filter(os.path.exists, names):
        with suppress(PermissionError):
            tried = subprocess.run([python, "-c", check], **AS_NOBODY, cwd="/", env=_environment(Path("/"), Path("/")))
            if tried.returncode == 0:
                return python
    return ""


def _environment(packages: Path, home: Path) -> dict[str, str]:
    path = f"{packages}{os.pathsep}{sysconfig.get_path('purelib')}"
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    programs = f"{packages / 'bin'}{os.pathsep}{os.defpath}"
    return threads | {"PYTHONPATH": path, "HOME": str(home), "PATH": programs, "PYTHONDONTWRITEBYTECODE": "1"}
