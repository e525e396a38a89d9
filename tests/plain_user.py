"""Running something as a user without privileges, where the tests run as root."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

PLAIN_USER = 12345
ROOT = Path(__file__).resolve().parents[1]


def python_for_all() -> tuple[str, str] | None:
    """An interpreter of this version that any user can run, and its PYTHONPATH; None if there is none."""
    packages = sysconfig.get_paths()["purelib"]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (sys.executable, f"/usr/bin/{version}"):
        if os.path.exists(program) and all(map(_is_open_to_all, (os.path.realpath(program), packages, str(ROOT)))):
            return program, f"{packages}:{ROOT}"
    return None


def run_as_plain_user(arguments: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run Python with these arguments as another user, in a folder of its own; skips where that cannot be."""
    found = python_for_all()
    if os.geteuid() != 0 or found is None:
        pytest.skip("needs root, and an interpreter that other users can run")
    program, path = found
    os.chown(folder, PLAIN_USER, PLAIN_USER)
    for above in folder.parents:  # pytest's own folders are closed to other users
        if above.name.startswith(("pytest-", "popen-")):
            above.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [program, *arguments], user=PLAIN_USER, group=PLAIN_USER, extra_groups=[], cwd=folder, env=environment,
        capture_output=True, text=True,
    )  # fmt: skip


def _is_open_to_all(path: str) -> bool:
    return all(os.stat(place).st_mode & 0o001 for place in Path(path).resolve().parents) and bool(
        os.stat(path).st_mode & 0o004
    )
