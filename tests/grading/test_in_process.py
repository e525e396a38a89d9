"""Foreign nbgrader notebooks: stock nbgrader's scores, better where stock is wrong."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading.in_process import partial_score, score_of
from autograder.grading.nbgrader_hook import EngineAutograde

SAMPLES = Path(str(files("nbgrader"))) / "tests" / "apps" / "files"
NAMES = {  # what a student hands in: nbgrader's own samples, by the notebook that was released
    "submitted-unchanged": ("submitted-changed", "submitted-cheat-attempt", "submitted-cheat-attempt-alternative"),
    "timeout": ("timeout",),
    "test-hidden-tests": ("test-hidden-tests",),
    "open_relative_file": ("open_relative_file",),
}


def graded(root: Path, kind: type, released: str, submissions: tuple[str, ...]) -> dict[str, object]:
    """The gradebook's rows after grading these with stock nbgrader's class, or ours."""
    config = Config()
    config.Execute.timeout = 2
    config.IncludeHeaderFooter.header = ""
    (root / "source" / "ps1").mkdir(parents=True)
    shutil.copy(SAMPLES / f"{released}.ipynb", root / "source" / "ps1" / "p1.ipynb")
    for student in (released, *submissions):
        folder = root / "submitted" / student / "ps1"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / f"{student}.ipynb", folder / "p1.ipynb")
        shutil.copy(SAMPLES / "data.txt", folder)
    shutil.copy(SAMPLES / "data.txt", root / "source" / "ps1")
    course = CourseDirectory(root=str(root), course_id="c", assignment_id="ps1", config=config)
    GenerateAssignment(coursedir=course, config=config).start()
    kind(coursedir=course, config=config).start()
    with Gradebook(course.db_url, "c") as gradebook:
        notebooks = [(s.student.id, n) for s in gradebook.assignment_submissions("ps1") for n in s.notebooks]
        found: dict[str, object] = {}
        for student, notebook in notebooks:
            found |= {f"{student} {g.name}": (g.auto_score, g.needs_manual_grade) for g in notebook.grades}
            found |= {f"{student} {c.name} comment": c.auto_comment for c in notebook.comments}
    return found


@pytest.mark.parametrize("released", NAMES)
def test_nbgraders_own_samples_score_as_in_stock(tmp_path: Path, released: str) -> None:
    ours = graded(tmp_path / "ours", EngineAutograde, released, NAMES[released])
    assert ours == graded(tmp_path / "stock", Autograde, released, NAMES[released])
    assert ours


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("0.5", 0.5),
        ("1", 1.0),
        ("np.float64(0.0)", 0.0),
        ("np.int64(2)", 2.0),
        ("tensor(0.2500)", 0.25),
        ("tensor(0.2500, dtype=torch.float64)", 0.25),
        ("array(0.5)", 0.5),
        ("Fraction(1, 4)", 0.25),
        ("Decimal('0.75')", 0.75),
        ("1e-1", 0.1),
    ],
)
def test_a_partial_score_may_be_any_real_number(text: str, score: float) -> None:
    assert partial_score(text) == pytest.approx(score)


def cell_that_showed(*outputs: NotebookNode, points: float = 2.0) -> NotebookNode:
    """A test cell that showed these."""
    cell = new_code_cell("", metadata={"nbgrader": {"grade": True, "grade_id": "t", "points": points}})
    cell.outputs = list(outputs)
    return cell


def result(text: str) -> NotebookNode:
    return new_output("execute_result", {"text/plain": text})


@pytest.mark.parametrize("text", ["nan", "np.float64(nan)", "-1", "3", "inf", "'two'", "[1, 2]", "<Figure>"])
def test_a_partial_score_that_is_none_is_zero_with_a_reason(text: str) -> None:
    cell = cell_that_showed(result(text))
    assert score_of(cell) == 0
    assert cell.outputs[-1].text == f"the test's result {text} is no score from 0 to 2: 0 points\n"


def test_a_warning_on_stderr_costs_nothing_and_an_error_all() -> None:
    assert score_of(cell_that_showed(new_output("stream", name="stderr", text="a warning"))) == 2
    assert score_of(cell_that_showed(new_output("error", ename="E", evalue="", traceback=[]))) == 0
    assert score_of(cell_that_showed()) == 2
