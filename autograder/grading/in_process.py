"""Foreign nbgrader notebooks: their tests were written for stock nbgrader, so they run where the student's code runs.

Still shut in. Two of nbgrader's preprocessors are replaced: the one that runs the notebook, and the one that keeps the
scores. A notebook in another language than Python runs in its own kernel, as stock nbgrader does it.
"""

import atexit
import io
import math
import os
import re
import tarfile
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import IO, Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute, SaveAutoGrades
from nbgrader.utils import determine_grade, is_solution

from autograder.grading.judge_process import Cell, Student
from autograder.grading.nbgrader_hook import TRUST
from autograder.grading.outputs import clean_outputs
from autograder.grading.sandbox.level import choose_level
from autograder.grading.student_process import LATE
from autograder.grading.students import Students, make_students

PYTHON = ("python", "python3")
SAY_WHO_RUNS = (
    "import os\nos.environ['NBGRADER_EXECUTION'] = 'autograde'\ndel os"  # as stock nbgrader's kernel finds it
)
NO_DEADLINE = 86_400.0  # seconds
MOST_FILE_BYTES = 64 * 2**20  # all files beside a notebook
NUMBER = re.compile(r"(?:[\w.]+\(')?(?:[\w.]+\()?(?P<number>[-+\w.]+)'?(?:, dtype=[\w.]+)?\)?")
FRACTION = re.compile(r"Fraction\((?P<top>-?\d+), (?P<bottom>\d+)\)")


class RunShutIn(Execute):  # type: ignore[misc]
    """nbgrader's Execute, with a shut-in student process in place of a kernel."""

    def preprocess(self, notebook: NotebookNode, resources: Any = None, **_: Any) -> tuple[NotebookNode, Any]:
        """Run every code cell; what it shows stays in it."""
        kernel = notebook.metadata.get("kernelspec", {}).get("name", PYTHON[0])
        if kernel not in PYTHON:
            self.log.warning("Kernel %s: runs as in stock nbgrader, not shut in", kernel)
            notebook, resources = super().preprocess(notebook, resources)
            return notebook, resources
        folder = Path((resources or {}).get("metadata", {}).get("path") or ".")
        with tempfile.TemporaryFile() as files:
            pack_folder(folder, files)
            files.seek(0)
            student = Student(_students(), files)
            try:
                student.run(Cell("", "student", SAY_WHO_RUNS), NO_DEADLINE)
                for cell in (cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()):
                    self._run(cell, student)
            finally:
                student.end()
        return notebook, resources

    def _run(self, cell: NotebookNode, student: Student) -> None:
        if self.skip_cells_with_tag in cell.metadata.get("tags", []):
            return
        ran = student.run(Cell("", "student", cell.source), self.timeout or NO_DEADLINE)
        outputs = clean_outputs(ran.outputs)
        if any(output.get("ename") == "Overtime" or output.get("evalue", "").startswith(LATE) for output in outputs):
            outputs.append({"output_type": "error", **self.error_on_timeout})
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
        cell.execution_count = len(student.cells) - 1


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades; warnings cost nothing, and a partial score that is none is 0 with a reason."""

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        ids = cell.metadata["nbgrader"]["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(*ids)
        grade.auto_score = score_of(cell)
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        self.gradebook.db.commit()


def score_of(cell: NotebookNode) -> float | None:
    """What a graded cell earns; None if a person has to say."""
    if is_solution(cell) or cell.cell_type != "code":
        score: float | None = determine_grade(cell)[0]
        return score
    most = float(cell.metadata["nbgrader"]["points"])
    if any(output.output_type == "error" for output in cell.outputs):
        return 0.0
    for output in cell.outputs:
        if output.output_type == "execute_result":
            text = "".join(output["data"].get("text/plain", ""))
            partial = partial_score(text)
            if partial is None or not 0 <= partial <= most:
                reason = f"the test's result {text[:100]} is no score from 0 to {most:g}: 0 points\n"
                cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=reason))
                return 0.0
            return partial
    return most


def partial_score(text: str) -> float | None:
    """The number that Python shows as this text, of whatever type; None if it is none, or not a number."""
    if match := FRACTION.fullmatch(text):
        return float(Fraction(int(match["top"]), int(match["bottom"]) or 1))
    match = NUMBER.fullmatch(text)
    try:
        number = float(match["number"]) if match else math.nan
    except ValueError:
        return None
    return None if math.isnan(number) else number


def pack_folder(folder: Path, into: IO[bytes]) -> None:
    """The regular files below a folder as a tar; no link is followed, notebooks stay away."""
    room = MOST_FILE_BYTES
    with tarfile.open(fileobj=into, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file() or path.suffix == ".ipynb":
                continue
            room -= path.stat().st_size
            if room < 0:
                break
            entry = tarfile.TarInfo(str(path.relative_to(folder)))
            content = path.read_bytes()
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))


@cache
def _students() -> Students:
    """One warm process for all that this command grades."""
    students = make_students(choose_level(trusted=bool(os.environ.get(TRUST))))
    atexit.register(students.close)
    return students
