"""What students get works in a new environment, and tells them nothing."""

import asyncio
import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
from conftest import each_topic
from nbclient import NotebookClient

from autograder.authoring.bank import read_bank
from autograder.authoring.kit import make_kit
from autograder.authoring.master import read_master
from autograder.authoring.release import leaks
from autograder.cell import grade_id, is_solution
from autograder.course import Course, Topic
from autograder.errors import CourseError

SHIPPED = Course(Path(__file__).parents[2])
TOPICS = SHIPPED.topics()


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit of all topics, unpacked."""
    folder = tmp_path_factory.mktemp("student")
    packed = make_kit(SHIPPED, TOPICS, folder / "made" / "kit")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder / "kit"


@pytest.fixture(scope="module")
def python(kit: Path) -> Path:
    """A new environment with the kit's wheel; the other packages are those of this one."""
    environment = kit / ".venv"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    (wheel,) = kit.glob("*.whl")
    place = next((environment / "lib").glob("python*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    (place / "others.pth").write_text("\n".join(site.getsitepackages()))  # a .pth in there is not followed
    return python


def test_the_wheel_holds_what_students_need_and_no_more(python: Path) -> None:
    code = (
        "import autograder, autograder.check, autograder.lab.start as s; print(autograder.__file__, s.CONFIG.is_dir())"
    )
    said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, cwd="/").stdout
    assert str(python.parents[1]) in said and said.endswith("True\n")
    missing = subprocess.run([python, "-c", "import autograder.authoring"], capture_output=True, text=True, cwd="/")
    assert "No module named 'autograder.authoring'" in missing.stderr


@each_topic("01-activations", "09-normalization")
def test_right_answers_run_clean_from_top_to_bottom(kit: Path, python: Path, topic: Topic) -> None:
    """Every cell, pictures too: no error, nothing on stderr, all visible tests pass."""
    path = kit / topic.name / topic.notebook.name
    notebook, reference = nbformat.read(path, as_version=4), read_master(topic).reference
    for cell in filter(is_solution, notebook.cells):
        cell.source = reference[grade_id(cell)]
    run(notebook, python, path.parent)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []
    shown = [output["data"]["text/plain"] for output in outputs if "data" in output]
    visible = {exercise.tests[0].grade_id for exercise in read_master(topic).exercises}
    assert {f"✓ {test}" for test in visible} <= set(shown)
    assert "not run yet" not in shown[-1] and "✗" not in shown[-1]


@each_topic("01-activations", "09-normalization")
def test_an_untouched_notebook_says_what_is_missing(kit: Path, python: Path, topic: Topic) -> None:
    """Run All gets to the end; every visible test says "not written yet", pictures and summary show."""
    path = kit / topic.name / topic.notebook.name
    notebook = nbformat.read(path, as_version=4)
    run(notebook, python, path.parent)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    errors = ["\n".join(output.traceback) for output in outputs if output.output_type == "error"]
    assert len(errors) == len(read_master(topic).exercises)
    assert all("is not written yet" in error for error in errors)
    assert not any(output.get("name") == "stderr" for output in outputs)


def run(notebook: nbformat.NotebookNode, python: Path, folder: Path) -> None:
    """As "Run All" in JupyterLab, in the student's environment."""
    client = NotebookClient(notebook, timeout=120, skip_cells_with_tag="run-everything", resources={})
    client.resources["metadata"] = {"path": str(folder)}
    manager = client.create_kernel_manager()
    manager.kernel_spec.argv[0] = str(python)
    manager.extra_arguments = []
    environment = os.environ | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    asyncio.run(_execute(client, environment))


async def _execute(client: NotebookClient, environment: dict[str, str]) -> None:
    client.allow_errors = False
    await client.async_execute(env=environment)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_no_line_of_an_answer_or_hidden_test_is_packed(kit: Path, topic: Topic) -> None:
    assert leaks(read_master(topic), read_bank(topic), kit / topic.name) == []
    others = [path for path in kit.rglob("*") if path.suffix in (".py", ".json") and ".venv" not in path.parts]
    assert {path.name for path in others} == {"mistakes.json", "points.json"}


def test_the_start_script_reads_as_shell(kit: Path) -> None:
    subprocess.run(["sh", "-n", kit / "start.sh"], check=True)
    assert "torch==" in (kit / "requirements.txt").read_text() and "+" not in (kit / "requirements.txt").read_text()


@pytest.mark.slow
def test_the_start_script_sets_everything_up(kit: Path, tmp_path: Path) -> None:
    """As a student does it: packages from the registry, then JupyterLab."""
    own = shutil.copytree(kit, tmp_path / "kit", ignore=shutil.ignore_patterns(".venv"))
    command, environment = ["sh", own / "start.sh", "--version"], os.environ | {"PYTHON": sys.executable}
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert said.strip().startswith("4.")


def test_a_folder_that_is_no_kit_is_left_alone(course: Course, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="no kit"):
        make_kit(course, course.topics(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
