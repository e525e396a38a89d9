"""What `check.by_hand` finds where the student's cells are at hand, as in a kernel."""

import pytest

from autograder import check
from autograder.check.cells import compile_cell

IMPORTS = "import numpy as np\nimport torch"
HELPER = "def helper(x):\n    return torch.relu(x)"
ANSWER = "def f(x):\n    return helper(x)"


def verdict(*cells: str) -> str:
    """What the check says of `f` after a kernel has run these cells."""
    names: dict[str, object] = {"In": list(cells), "check": check}
    for number, cell in enumerate([*cells, "check.by_hand(f, not_using='torch')"]):
        try:
            exec(compile_cell(f"by-hand-{number}", cell), names)
        except check.CheckFailed as failure:
            return str(failure)
    return ""


@pytest.mark.parametrize(
    "cells",
    [
        ["def f(x):\n    return torch.relu(x)"],
        [f"{HELPER}\n{ANSWER}"],
        [HELPER, ANSWER],
        [ANSWER, HELPER],
        ["helper = torch.relu", ANSWER],
        ["from torch import relu as helper", ANSWER],
        ["import torch.nn.functional as F", "def f(x):\n    return F.relu(x)"],
        ["if True:\n    def deep(x): return torch.relu(x)", "helper = lambda x: deep(x)", ANSWER],
        [HELPER, "class f:\n    def g(self, x): return helper(x)"],
    ],
    ids=str,
)
def test_is_a_library_found_however_far_it_is(cells: list[str]) -> None:
    assert "built, not called" in verdict(IMPORTS, *cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["def f(x):\n    return np.maximum(x, 0)"],
        [HELPER, "def f(x):\n    return np.maximum(x, 0)"],
        [HELPER, "def f(x):\n    helper = np.abs\n    return helper(x)"],
        [HELPER, "def helper(x):\n    return np.maximum(x, 0)", ANSWER],
        ["x = torch.ones(3)", "def f(x):\n    return np.maximum(x, 0)"],
    ],
    ids=str,
)
def test_is_an_answer_by_hand_left_alone(cells: list[str]) -> None:
    assert verdict(IMPORTS, *cells) == ""


def test_is_a_cell_that_cannot_run_passed_over() -> None:
    assert check.bound_names("this is no code") == frozenset()


def test_may_a_student_overwrite_the_list_of_cells() -> None:
    exec(compile_cell("odd", f"In = 5\n{ANSWER}\ncheck.by_hand(f, not_using='torch')"), {"check": check})
