"""The course's nbgrader settings. Every other setting is nbgrader's own."""

import os
import sys
import warnings
from pathlib import Path

from sqlalchemy.exc import SAWarning

ROOT = Path(__file__).resolve().parent

c = get_config()  # noqa: F821

# `nbgrader autograde` and Formgrader grade with the engine, also where the package is not installed.
sys.path.append(str(ROOT))
from autograder.grading import nbgrader_hook  # noqa: E402

nbgrader_hook.install()

c.CourseDirectory.course_id = "deep-learning"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.solution_directory = "solutions"
# nbgrader copies all that lies beside a notebook: also the text master, the answer bank, the hidden mistakes.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.py", "*-hidden.json"]

# nbgrader calls alembic by name, also where the environment is not activated.
BIN = str(Path(sys.executable).parent)
if BIN not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = BIN + os.pathsep + os.environ.get("PATH", "")

# An exchange inside the course; a class that shares a file system names a folder of its own.
EXCHANGE = Path(os.environ.get("NBGRADER_EXCHANGE", ROOT / "exchange"))
EXCHANGE.mkdir(mode=0o777, parents=True, exist_ok=True)
c.Exchange.root = str(EXCHANGE)

# release/ is committed, so it is there before a gradebook is.
c.GenerateAssignment.force = True
c.GenerateSolution.force = True
c.GenerateSolution.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.ClearHiddenTests",
]

# Feedback shows messages, not the source of hidden tests, nor of pictures, which are not drawn when grading.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.TagRemovePreprocessor",
    "autograder.reports.mathematics.MathToMathML",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

c.TagRemovePreprocessor.enabled = True
c.TagRemovePreprocessor.remove_cell_tags = {"skip-execution"}

warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own, on stderr, at every submission

# Kernels: one thread, since two on two busy cores take ten times as long; short tracebacks; a deadline a cell.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # a warning on stderr
c.Execute.timeout = 60
c.Execute.extra_arguments = ["--InteractiveShell.xmode=Minimal", "--IPKernelApp.log_level=ERROR"]
