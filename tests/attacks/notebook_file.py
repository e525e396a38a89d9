"""The notebook file: tags, metadata, cells and links that are not as they were released."""

import os
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from .attack import Attack


def _tests(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def skip_tests(notebook: NotebookNode) -> None:
    for cell in _tests(notebook):
        cell.metadata.tags = ["skip-execution"]


def repeat_test(notebook: NotebookNode) -> None:
    notebook.cells.append(_tests(notebook)[-1])


def claim_points(notebook: NotebookNode) -> None:
    mark = {"grade": True, "solution": False, "locked": True, "points": 100, "grade_id": "mine", "schema_version": 3}
    notebook.cells.append(new_code_cell("1", metadata={"nbgrader": {**mark, "cell_type": "code", "task": False}}))


def half_a_character(notebook: NotebookNode) -> None:
    notebook.cells.append(new_code_cell("text = 'half \ud800'"))


EDITS: dict[str, Callable[[NotebookNode], None]] = {
    f.__name__: f
    for f in (
        skip_tests,
        repeat_test,
        claim_points,
        half_a_character,
    )
}


def notebook_is_a_link(path: Path, neighbour: Path, secret: Path) -> None:
    path.unlink()
    path.symlink_to(neighbour)


def folder_is_a_link(path: Path, neighbour: Path, secret: Path) -> None:
    path.unlink()
    path.parent.rmdir()
    path.parent.symlink_to(neighbour.parent)


def with_a_link(path: Path, neighbour: Path, secret: Path) -> None:
    (path.parent / "data.csv").symlink_to(secret)


def with_a_hard_link(path: Path, neighbour: Path, secret: Path) -> None:
    os.link(secret, path.parent / "data.csv")


def with_a_linked_timestamp(path: Path, neighbour: Path, secret: Path) -> None:
    (path.parent / "timestamp.txt").symlink_to(secret)


CHANGES: dict[str, Callable[[Path, Path, Path], None]] = {
    f.__name__: f
    for f in (
        notebook_is_a_link,
        folder_is_a_link,
        with_a_link,
        with_a_hard_link,
        with_a_linked_timestamp,
    )
}

READ_LINK = "print(open('data.csv').read())"
ATTACKS = [
    Attack("skip-tests", "tags the tests so that they are not executed", change="skip_tests"),
    Attack("repeated-test", "hands a test in twice, which ends stock's run", change="repeat_test", proof="lost"),
    Attack("own-test", "adds a test of its own, worth 100 points", change="claim_points", proof="lost"),
    Attack(
        "half-a-character",
        "has half a character in a cell, which no file can hold",
        change="half_a_character",
        proof="lost",
    ),
    Attack("notebook-link", "hands in a link to another student's notebook", change="notebook_is_a_link", refused=True),
    Attack("folder-link", "hands in a link to another student's folder", change="folder_is_a_link", refused=True),
    Attack(
        "link-beside",
        "hands in a link to a secret file, and prints it",
        READ_LINK,
        change="with_a_link",
        proof="secret",
    ),
    Attack(
        "hard-link-beside",
        "hands in a second name of a secret file, and prints it",
        READ_LINK,
        change="with_a_hard_link",
        proof="secret",
    ),
    Attack("timestamp-link", "hands in a link for a timestamp", change="with_a_linked_timestamp", proof="lost"),
]
