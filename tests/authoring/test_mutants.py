"""Which changes a mutant may have."""

import pytest

from autograder.authoring.mutants import mutants_of

CELL = '''def f(x, n=2):
    """Twice x."""
    ### BEGIN SOLUTION
    {}
    ### END SOLUTION
'''


def changes(statement: str) -> set[str]:
    return {mutant.change for mutant in mutants_of(CELL.format(statement))}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("return x + 1", {"x + 1 -> x - 1", "1 -> 2", "1 -> 0"}),
        ("return x - n", {"x - n -> x + n", "x - n -> n - x"}),
        ("return x > n", {"x > n -> x >= n", "x > n -> x < n"}),
        ("return x.sum(axis=-1)", {"-1 -> 1", "1 -> 2", "1 -> 0"}),
        ("return g(x, n)", {"g(x, n) -> g(n, x)"}),
        ("return x, n", {"(x, n) -> (n, x)"}),
        ("return x or n", {"x or n -> x and n"}),
        ("return x if n else 1.5", {"x if n else 1.5 -> 1.5 if n else x", "1.5 -> 3.0", "1.5 -> -1.5"}),
        ("x = x * n", {"x = x * n -> (dropped)", "x * n -> x / n"}),
        ("x[n] = x", {"x[n] = x -> (dropped)"}),
        ("return g(x, keepdims=True)", {"True -> False"}),
    ],
)
def test_each_part_of_an_answer_is_changed(statement: str, expected: set[str]) -> None:
    assert changes(statement) == expected


def test_what_is_given_to_students_is_not_changed() -> None:
    assert all("n=2" in mutant.cell for mutant in mutants_of(CELL.format("return x * 3")))


def test_a_mutant_keeps_its_name_when_the_docstring_is_reworded() -> None:
    before = [mutant.name for mutant in mutants_of(CELL.format("return x * 3"))]
    assert [m.name for m in mutants_of(CELL.format("return x * 3").replace("Twice", "Thrice"))] == before
