"""Cells show in a student's process what they show in a kernel."""

import asyncio
import json
import os

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.outputs import clean_outputs
from autograder.grading.zygote import Zygote

CELLS = {
    "the value of the last line": "1 + 1",
    "no value": "x = 5",
    "a value hidden by a semicolon": "x;",
    "printed text": "print('one')\nprint('two', end='')",
    "text on stderr": "import sys\nprint('careful', file=sys.stderr)",
    "HTML": "from IPython.display import HTML, Latex, Markdown, display\ndisplay(HTML('<b>bold</b>'))",
    "LaTeX as the value": "Latex('$x^2$')",
    "Markdown, then text": "display(Markdown('# title'))\nprint('below')",
    "an await at the top": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "an asynchronous loop": "async def count():\n    for i in range(3):\n        yield i\n[i async for i in count()]",
    "a line magic": "%precision 3\n0.123456",
    "a cell magic": "%%capture kept\nprint('kept')",
    "what the magic kept": "kept.stdout",
    "the last values": "_, len(Out) > 3",
    "an error": "def half():\n    return 1 / 0\nhalf()",
    "a syntax error": "def half(:",
    "what shows itself": "class B:\n    def __repr__(self): return 'me'\n    def _repr_html_(self): return 'b'\nB()",
    "a cleared output": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "a progress bar": "for i in range(3):\n    print(f'\\r{i} of 2', end='')",
    "a plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('$x^2$')\nplt.show()",
    "a plot without show": "_ = plt.plot([2, 1])",
    "a shell command": "!echo from the shell",
}


@pytest.fixture(scope="module")
def in_a_kernel() -> dict[str, list[object]]:
    """What each cell shows in a real kernel."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS.values()])
    plain = ["--InteractiveShell.xmode=Minimal", "--InteractiveShell.colors=nocolor", "--IPKernelApp.log_level=ERROR"]
    client = NotebookClient(notebook, allow_errors=True, timeout=60, extra_arguments=plain)
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    asyncio.run(client.async_execute(env=os.environ | inline))
    shown = [json.loads(json.dumps(cell.outputs)) for cell in notebook.cells]
    return {name: list(map(comparable, outputs)) for name, outputs in zip(CELLS, shown, strict=True)}


@pytest.fixture(scope="module")
def in_a_students_process() -> dict[str, list[object]]:
    """What the student's process says it showed."""
    from autograder.grading.judge_process import Cell, Student

    with Zygote("process") as zygote:
        student = Student(zygote, None)
        shown = [clean_outputs(student.run(Cell("", "student", source), 30.0).outputs) for source in CELLS.values()]
        student.end()
    return {name: list(map(comparable, outputs)) for name, outputs in zip(CELLS, shown, strict=True)}


def comparable(output: dict[str, object]) -> object:
    """Without what differs from run to run: pixels, counts, the words around an error's lines."""
    match output:
        case {"output_type": "error", "ename": name}:
            return "error", name
        case {"output_type": "stream", "name": name, "text": text}:
            return name, text
        case {"output_type": kind, "data": dict(data)}:
            return kind, {mime: "a picture" if mime.startswith("image/") else text for mime, text in data.items()}
    return output


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_shows_what_it_shows_in_a_kernel(
    in_a_kernel: dict[str, list[object]], in_a_students_process: dict[str, list[object]], name: str
) -> None:
    assert in_a_students_process[name] == in_a_kernel[name]
