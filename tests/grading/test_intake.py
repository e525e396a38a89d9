"""What becomes of the file that a student handed in."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from classroom import hand_in
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course import Course
from autograder.grading.assignment import read_assignment
from autograder.grading.files import Unreadable, read_file
from autograder.grading.grade import read_topic
from autograder.grading.intake import take_in


@pytest.fixture
def source(course: Course) -> NotebookNode:
    """The instructor's notebook."""
    return read_topic(read_assignment(course, course.topic("01"))).source


@pytest.fixture
def path(course: Course) -> Path:
    """A submission: the release as it is; a copy lies beside it."""
    path = hand_in(course, "ada", course.topic("01"))
    shutil.copy(path, path.with_name("as-released"))
    return path


def edit(path: Path, change: object) -> None:
    notebook = nbformat.read(path, as_version=4)
    change(notebook)  # type: ignore[operator]
    nbformat.write(notebook, path)


def ids(notebook: NotebookNode) -> list[str]:
    return [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells]


def at(notebook: NotebookNode, grade_id: str) -> int:
    return ids(notebook).index(grade_id)


def test_hidden_tests_come_back(path: Path, source: NotebookNode) -> None:
    taken = take_in(read_file(path), source)
    assert [c.source for c in taken.notebook.cells] != [] and taken.notes == ()
    assert "BEGIN HIDDEN TESTS" in taken.notebook.cells[at(taken.notebook, "softmax_is_stable")].source


UNLOCKED = {"locked": False, "solution": True}


@pytest.mark.parametrize("claims", [UNLOCKED, UNLOCKED | {"grade": False}, {"points": 100}], ids=str)
def test_what_a_test_cell_claims_to_be_is_not_read(path: Path, source: NotebookNode, claims: dict[str, object]) -> None:
    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells[at(notebook, "softmax_by_hand")]
        cell.metadata.nbgrader.update(claims)
        cell.source = "pass"

    edit(path, change)
    assert take_in(read_file(path), source) == take_in(path.parent.joinpath("as-released").read_bytes(), source)


def test_a_test_that_became_text_is_code_again(path: Path, source: NotebookNode) -> None:
    def change(notebook: NotebookNode) -> None:
        place = at(notebook, "softmax_by_hand")
        notebook.cells[place] = new_markdown_cell("pass", metadata=notebook.cells[place].metadata)

    edit(path, change)
    assert take_in(read_file(path), source) == take_in(path.parent.joinpath("as-released").read_bytes(), source)


def test_a_changed_test_is_the_instructors_again(path: Path, source: NotebookNode) -> None:
    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells[at(notebook, "softmax_by_hand")]
        cell.source, cell.metadata.nbgrader.points, cell.metadata.tags = "pass", 100, ["skip-execution"]

    edit(path, change)
    cell = take_in(read_file(path), source).notebook.cells[at(source, "softmax_by_hand")]
    assert "check.by_hand" in cell.source and cell.metadata.nbgrader.points == 1
    assert cell.metadata.tags == ["raises-exception"]


def test_a_test_that_stands_twice_counts_once(path: Path, source: NotebookNode) -> None:
    edit(path, lambda notebook: notebook.cells.append(notebook.cells[at(notebook, "softmax_by_hand")]))
    taken = take_in(read_file(path), source)
    assert ids(taken.notebook).count("softmax_by_hand") == 1
    assert taken.notes == ("softmax_by_hand stands twice; the first counts",)


def test_a_test_that_is_missing_comes_back_at_its_place(path: Path, source: NotebookNode) -> None:
    edit(path, lambda notebook: notebook.cells.pop(at(notebook, "softmax_is_stable")))
    taken = take_in(read_file(path), source)
    assert ids(taken.notebook) == ids(source)
    assert taken.notes == ("softmax_is_stable is missing; it was put back",)


def test_without_any_known_cell_everything_comes_back(path: Path, source: NotebookNode) -> None:
    edit(path, lambda notebook: notebook.cells.clear())
    taken = take_in(read_file(path), source)
    graded = [name for name in ids(source) if name and not name.startswith("see_")]
    assert sorted(ids(taken.notebook)) == sorted(graded)


def test_the_students_own_cells_stay_without_tags(path: Path, source: NotebookNode) -> None:
    own = new_code_cell("helper = 1", metadata={"tags": ["skip-execution"], "nbgrader": {"grade_id": "mine"}})
    edit(path, lambda notebook: notebook.cells.insert(3, own))
    cell = take_in(read_file(path), source).notebook.cells[3]
    assert (cell.source, dict(cell.metadata)) == ("helper = 1", {})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [], "nbformat": 4}', "\ud800", "5"])
def test_what_is_no_notebook_is_refused_with_a_reason(path: Path, source: NotebookNode, content: str) -> None:
    path.write_text(content, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(Unreadable, match="the file is no notebook"):
        take_in(read_file(path), source)


def test_a_link_is_not_followed(path: Path, source: NotebookNode, tmp_path: Path) -> None:
    os.rename(path, tmp_path / "elsewhere.ipynb")
    os.symlink(tmp_path / "elsewhere.ipynb", path)
    with pytest.raises(Unreadable, match="is missing"):
        take_in(read_file(path), source)


def test_a_huge_file_is_refused(path: Path, source: NotebookNode) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(Unreadable, match="larger than"):
        take_in(read_file(path), source)
