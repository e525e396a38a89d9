"""A student's file becomes a clean notebook: what it may hold, what is repaired, what is refused."""

import json
import warnings
from collections.abc import Container
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.cell import grade_id, is_show, is_solution
from autograder.grading.files import Unreadable
from autograder.grading.outputs import harmless_markdown
from autograder.grading.text import printable, whole_characters

MOST_CELLS = 2000


@dataclass(frozen=True)
class Taken:
    """A submission's notebook, in the instructor's form."""

    notebook: NotebookNode
    notes: tuple[str, ...]  # what was repaired


def take_in(content: bytes, source: NotebookNode) -> Taken:
    """Read what was handed in; its locked cells and all metadata are those of the instructor's notebook `source`.

    A test cell that stands twice is dropped the second time; one that is missing comes back at its place. Cells that
    the student added stay, without tags. Raises Unreadable.
    """
    own = {grade_id(cell): cell for cell in source.cells if grade_id(cell)}
    texts = {cell.source for cell in source.cells if cell.cell_type != "code"}
    cells: list[NotebookNode] = []
    notes: list[str] = []
    there: set[str] = set()
    for cell in read_notebook(content).cells:
        name = grade_id(cell)
        if name in there:
            notes.append(f"{name} stands twice; the first counts")
        elif name in own:
            there.add(name)
            cells.append(_instructors(own[name], cell))
        else:
            cells.append(_students(cell, texts))
    for before, cell in zip([None, *source.cells], source.cells, strict=False):
        name = grade_id(cell)
        if name and name not in there and not is_show(cell):
            notes.append(f"{name} is missing; it was put back")
            cells.insert(_place_after(before, cells), _instructors(cell, cell))
    for number, cell in enumerate(cells):
        cell["id"] = grade_id(cell) or f"cell-{number}"
    notebook = NotebookNode(cells=cells, metadata=source.metadata, nbformat=4, nbformat_minor=5)
    return Taken(notebook, tuple(notes))


def read_notebook(content: bytes) -> NotebookNode:
    """The file's content as a notebook; raises Unreadable."""
    try:
        text = content.decode("utf-8")
        version = json.loads(text)["nbformat"]
        with warnings.catch_warnings(action="ignore"):  # of ids that are missing or stand twice: they are made anew
            notebook = nbformat.v4.nbjson.reads(text) if version == 4 else nbformat.reads(text, as_version=4)
            if len(notebook.cells) > MOST_CELLS:
                raise ValueError(f"it has more than {MOST_CELLS} cells")
            nbformat.validate(notebook)
    except Exception as error:
        reason = (str(error).splitlines() or ["?"])[0][:200]
        raise Unreadable(f"the file is no notebook: {printable(reason)}") from error
    return notebook


def _instructors(own: NotebookNode, cell: NotebookNode) -> NotebookNode:
    """The instructor's cell; the text is the student's if it is a solution."""
    text = cell.source if is_solution(own) else own.source
    if own.cell_type != "code" and text != own.source:
        text = harmless_markdown(text)
    return _new(own.cell_type, text, nbformat.from_dict(dict(own.metadata)))


def _students(cell: NotebookNode, texts: Container[str]) -> NotebookNode:
    """A cell that is not graded; a text that is not one of the instructor's `texts` loses its HTML."""
    is_code = cell.cell_type == "code"
    source = cell.source if is_code or cell.source in texts else harmless_markdown(cell.source)
    return _new("code" if is_code else "markdown", source, nbformat.from_dict({}))


def _new(kind: str, source: str, metadata: NotebookNode) -> NotebookNode:
    """As nbformat's own functions make a cell, without checking each against the schema."""
    own: dict[str, object] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return NotebookNode(cell_type=kind, source=whole_characters(source), metadata=metadata, **own)


def _place_after(before: NotebookNode | None, cells: list[NotebookNode]) -> int:
    """Behind the cell that stands before it in the instructor's notebook; at the end if that is gone too."""
    for index, cell in enumerate(cells):
        if before is not None and grade_id(cell) == grade_id(before) != "":
            return index + 1
    return len(cells)
