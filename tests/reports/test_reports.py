"""Every report is a function of the records."""

from pathlib import Path

from nbformat.v4 import new_markdown_cell
from rich.console import Console
from rich.table import Table

from autograder.reports.grades import write_grades
from autograder.reports.mathematics import MathToMathML
from autograder.reports.overview import mistakes_table, topics_table
from autograder.result import Result, TestResult

NO_SHIFT = TestResult("softmax_by_hand", "softmax", 0.0, 1.0, "✗", "no-shift")
AGAIN = TestResult("softmax_is_stable", "softmax", 0.0, 2.0, "✗", "no-shift")
RESULTS = [
    Result("ada", "01-activations", 17.0, 20.0, (NO_SHIFT, AGAIN)),
    Result("bob", "01-activations", 0.0, 20.0, problem="is no notebook"),
    Result("=cmd()", "03-backprop", 12.5, 20.0),
]


def shown(table: Table) -> list[list[str]]:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(table)
    return [line.split() for line in capture.get().splitlines()]


def test_each_topic_has_its_figures() -> None:
    assert shown(topics_table(RESULTS))[1:] == [
        ["01-activations", "2", "8.5", "0", "17", "1"],
        ["03-backprop", "1", "12.5", "12.5", "12.5", "-"],
    ]


def test_a_mistake_counts_once_a_student_and_exercise() -> None:
    assert shown(mistakes_table(RESULTS))[1:] == [["1", "01-activations", "softmax", "no-shift"]]


def test_grades_have_a_row_a_student_and_no_formulas(tmp_path: Path) -> None:
    write_grades(RESULTS, tmp_path / "grades.csv")
    assert (tmp_path / "grades.csv").read_text().splitlines() == [
        "student,01-activations,03-backprop,total",
        "'=cmd(),,12.5,12.5",
        "ada,17,,17",
        "bob,0,,0",
    ]


def test_formulas_become_mathml_and_code_stays() -> None:
    cell = new_markdown_cell("$x^2$, $$y$$ and `$z$`, 5 $ or 6 $")
    MathToMathML().preprocess_cell(cell, {}, 0)
    assert cell.source.count("<math") == 2 and "`$z$`, 5 $ or 6 $" in cell.source


def test_a_formula_has_no_links() -> None:
    cell = new_markdown_cell(r"$\href{javascript:alert(1)}{x}$")
    MathToMathML().preprocess_cell(cell, {}, 0)
    assert "<math" in cell.source and "javascript" not in cell.source
