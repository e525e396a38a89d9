"""From the text master to a notebook, the same bytes each time, and back."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring.master import Assignment, Cell
from autograder.cell import is_show

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
HEADER = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
"""


def to_notebook(assignment: Assignment) -> NotebookNode:
    """The source notebook: nbgrader's metadata filled in, ids from the grade ids or the content, no outputs."""
    seen: dict[str, int] = {}
    cells = [_notebook_cell(cell, _unique(_name(cell), seen)) for cell in assignment.cells]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat_minor = 5
    notebook.metadata["autograder"] = {"cells": digest(notebook)}
    nbformat.validate(notebook)
    return notebook


def digest(notebook: NotebookNode) -> str:
    """What an author can change in JupyterLab: the text and the nbgrader metadata of the cells."""
    content = [[cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def is_edited(path: Path) -> bool:
    """Whether someone changed the cells of a built notebook since the build wrote it."""
    notebook = nbformat.read(path, as_version=4)
    return bool(notebook.metadata.get("autograder", {}).get("cells") != digest(notebook))


def to_text(notebook: NotebookNode) -> str:
    """The text master of a source notebook, such as one that was edited in JupyterLab."""
    cells = []
    for cell in notebook.cells:
        header = _short_header(cell.metadata.get("nbgrader"), is_show(cell))
        make = new_markdown_cell if cell.cell_type == "markdown" else new_code_cell
        cells.append(make(cell.source, metadata={"nbgrader": header} if header else {}))
    text: str = jupytext.writes(new_notebook(cells=cells), fmt="py:percent")
    return HEADER + "\n" + text[re.search(r"^# %%", text, re.M).start() :]  # type: ignore[union-attr]


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write it as nbformat does, in UTF-8 with a newline at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")


def _notebook_cell(cell: Cell, name: str) -> NotebookNode:
    if cell.kind == "text":
        return new_markdown_cell(cell.source, id=name)
    return new_code_cell(cell.source, id=name, metadata=_metadata(cell))


def _metadata(cell: Cell) -> dict[str, Any]:
    if not cell.grade_id:
        return {}
    graded, solution = cell.kind == "test", cell.kind == "solution"
    metadata: dict[str, Any] = {
        "nbgrader": {
            "grade": graded,
            "grade_id": cell.grade_id,
            "locked": not solution,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
    }
    if graded:
        metadata["nbgrader"]["points"] = cell.points
        metadata["tags"] = ["raises-exception"]  # "Run All" goes on; the error still scores 0
    if cell.kind == "show":
        metadata |= {"tags": ["skip-execution"], "jupyter": {"source_hidden": True}}
    return metadata


def _short_header(nbgrader: dict[str, Any] | None, show: bool) -> dict[str, Any] | None:
    if not nbgrader:
        return None
    if nbgrader.get("grade"):
        return {"grade_id": nbgrader["grade_id"], "points": nbgrader["points"]}
    return {"grade_id": nbgrader["grade_id"], "show" if show else "solution": True}


def _name(cell: Cell) -> str:
    content = hashlib.sha256(f"{cell.kind}{cell.source}".encode()).hexdigest()[:12]
    return cell.grade_id or f"{cell.kind}-{content}"


def _unique(name: str, seen: dict[str, int]) -> str:
    seen[name] = seen.get(name, 0) + 1
    return name[:60] if seen[name] == 1 else f"{name[:60]}-{seen[name]}"
