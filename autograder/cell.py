"""What nbgrader's metadata says of a notebook's cell."""

from nbformat import NotebookNode


def grade_id(cell: NotebookNode) -> str:
    """The name that nbgrader knows the cell by; "" if it has none."""
    return str(_nbgrader(cell).get("grade_id", ""))


def is_solution(cell: NotebookNode) -> bool:
    """Whether a student completes this cell."""
    return bool(_nbgrader(cell).get("solution"))


def is_test(cell: NotebookNode) -> bool:
    """Whether this cell is worth points."""
    return bool(_nbgrader(cell).get("grade"))


def is_show(cell: NotebookNode) -> bool:
    """Whether this cell only draws or trains, and is not run when grading."""
    return "skip-execution" in cell.metadata.get("tags", [])


def _nbgrader(cell: NotebookNode) -> NotebookNode:
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else NotebookNode()
