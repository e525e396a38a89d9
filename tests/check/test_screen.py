"""What a person sees below a test cell."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder import check

ROOT = str(Path(__file__).parents[2])
IMPORT = "from autograder import check"
TEST = "@check.test\ndef adds_up():\n    check.call({}, 1).gives(1)"
RIGHT, WRONG = TEST.format("abs"), TEST.format("str")


def test_a_kernel_shows_which_test_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ROOT)
    judged = "with check.using(check.Table()):\n" + RIGHT.replace("@", "    @").replace("\n", "\n    ")
    recorded = judged.replace("using(check.Table())", "recording(check.Table(), 'odd')")
    cells = [IMPORT, RIGHT, WRONG, "# Hidden test, 1 point: other numbers", judged, recorded, RIGHT]
    tags = {"tags": ["raises-exception"]}
    notebook = new_notebook(cells=[new_code_cell(cell, metadata=tags) for cell in cells])
    NotebookClient(notebook, kernel_name="python3").execute()
    said = [{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "✓ adds_up"}}]
    shown = [nbformat.from_dict(cell.outputs) for cell in notebook.cells]
    assert [shown[0], *shown[3:6]] == [[], [], [], []]
    assert shown[1] == shown[6] == said
    assert [output.output_type for output in shown[2]] == ["error"]


def test_nothing_is_said_without_a_kernel(capfd: pytest.CaptureFixture[str]) -> None:
    exec(RIGHT, {"check": check})
    assert capfd.readouterr() == ("", "")
