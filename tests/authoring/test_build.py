"""What the build makes, and what it refuses."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.bank import read_bank
from autograder.authoring.build import build, stale
from autograder.authoring.master import read_master
from autograder.authoring.notebook import to_notebook, to_text
from autograder.authoring.release import leaks, secret_lines
from autograder.course import Course, Topic
from autograder.errors import CourseError

SHIPPED = Course(Path(__file__).parents[2])
TOPICS = SHIPPED.topics()
every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


@every_topic
def test_what_is_committed_is_what_a_build_makes(topic: Topic) -> None:
    assert stale(SHIPPED, topic) == []


def test_a_build_from_nothing_makes_the_same_bytes(course: Course) -> None:
    topic = course.topic("01")
    made = [topic.notebook, topic.points, topic.mistakes]
    before = [path.read_bytes() for path in made]
    for path in made:
        path.unlink()
    shutil.rmtree(course.root / "release")
    assert topic.notebook in build(course, topic)
    assert [path.read_bytes() for path in made] == before
    assert build(course, topic) == []


@every_topic
def test_no_line_of_an_answer_or_hidden_test_reaches_students(topic: Topic) -> None:
    assignment, bank = read_master(topic), read_bank(topic)
    assert len(secret_lines(assignment, bank)) > 100
    assert leaks(assignment, bank, SHIPPED.root / "release" / topic.name) == []
    assert not list((SHIPPED.root / "release").rglob("*.py"))


def test_a_leak_is_found_in_any_file(course: Course) -> None:
    topic = course.topic("01")
    release = course.root / "release" / topic.name
    (release / "notes.txt").write_text("    return np.where(x > 0, 1.0, slope)\n")
    assert leaks(read_master(topic), read_bank(topic), release) != []


@every_topic
def test_solutions_are_readable(topic: Topic) -> None:
    """They hold every reference answer, no hidden test and no output."""
    notebook = nbformat.read(SHIPPED.root / "solutions" / topic.name / topic.notebook.name, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "HIDDEN TESTS" not in text
    assert all(cell in text for cell in read_master(topic).reference.values())
    assert not any(cell.get("outputs") for cell in notebook.cells)


@every_topic
def test_a_notebook_goes_back_to_the_cells_it_came_from(topic: Topic, tmp_path: Path) -> None:
    assignment = read_master(topic)
    copy = Topic(tmp_path / topic.name)
    copy.folder.mkdir()
    copy.master.write_text(to_text(to_notebook(assignment)), encoding="utf-8")
    cells = [(cell.kind, cell.source, cell.grade_id, cell.points) for cell in read_master(copy).cells]
    assert cells == [(cell.kind, cell.source, cell.grade_id, cell.points) for cell in assignment.cells]


def edit_in_jupyterlab(topic: Topic) -> None:
    notebook = nbformat.read(topic.notebook, as_version=4)
    notebook.cells[0].source += "\n\nOne more sentence."
    nbformat.write(notebook, topic.notebook)


def test_a_notebook_edited_in_jupyterlab_is_not_overwritten(course: Course) -> None:
    topic = course.topic("01")
    edit_in_jupyterlab(topic)
    edited = topic.notebook.read_bytes()
    with pytest.raises(CourseError, match="edited in JupyterLab"):
        build(course, topic)
    assert topic.notebook.read_bytes() == edited


def test_the_author_says_which_side_wins(course: Course) -> None:
    topic = course.topic("01")
    text = topic.master.read_text(encoding="utf-8")
    edit_in_jupyterlab(topic)
    build(course, topic, keep="text")
    assert "One more sentence." not in topic.notebook.read_text(encoding="utf-8")
    assert topic.master.read_text(encoding="utf-8") == text
    edit_in_jupyterlab(topic)
    build(course, topic, keep="notebook")
    assert "One more sentence." in topic.master.read_text(encoding="utf-8")
    assert "One more sentence." in (course.root / "release/01-activations/activations.ipynb").read_text()


def test_outputs_alone_are_no_edit(course: Course) -> None:
    topic = course.topic("01")
    notebook = nbformat.read(topic.notebook, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("stream", text="hello")]
    nbformat.write(notebook, topic.notebook)
    assert build(course, topic) == [topic.notebook]


SOLUTION = '{"grade_id": "softmax", "solution": true}'
TEST = '{"grade_id": "softmax_by_hand", "points": 1}'


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (TEST, '{"grade_id": "softmax_by_hand", "points": 2}', "add up to 21, not 20"),
        (TEST, '{"grade_id": "sigmoid_by_hand", "points": 1}', "stands 2 times"),
        (TEST, '{"grade_id": "softmax_by_hand", "point": 1}', "the header says point, which nobody reads"),
        (TEST, '{"grade_id": "softmax by hand", "points": 1}', "is not of a-z, 0-9 and _"),
        (TEST, '{"grade_id": "softmax_by_hand", "points": "1"}', "points are a number"),
        (TEST, '{"grade_id": "softmax_by_hand"}', "not exactly one of"),
        (TEST, '{"grade_id": "softmax_by_hand", "points": 1', "not nbgrader={...} in JSON"),
        (SOLUTION, '{"solution": true}', "has no grade_id"),
        ("# Visible test, 1 point: ", "# A test: ", "has to begin with `# Visible test, 1 point: `"),
        ("### END HIDDEN TESTS", "### END HIDDEN TEST", "would reach students"),
        ("def softmax_is_stable():", "def stable():", "its function has another name"),
        ("def softmax_is_stable():", "def softmax_is_stable()::", "no Python"),
        ("### END SOLUTION", "### END", "needs pairs of"),
        ("def softmax_is_stable():\n", "def softmax_is_stable():\n    sigmoid(1)\n", "of the exercise sigmoid"),
        ("def softmax_is_stable():\n", "def softmax_is_stable():\n    x = '" + "x" * 90 + "'\n", "JupyterLab cuts it"),
    ],
)
def test_a_broken_master_is_refused_with_its_line(course: Course, old: str, new: str, problem: str) -> None:
    topic = course.topic("01")
    text = topic.master.read_text(encoding="utf-8")
    assert old in text
    topic.master.write_text(text.replace(old, new, 1), encoding="utf-8")
    built = topic.notebook.read_bytes()
    with pytest.raises(CourseError) as error:
        build(course, topic)
    (line,) = [line for line in error.value.message.splitlines() if problem in line][:1]
    assert line.startswith(f"{topic.master}:") and line.split(":")[1].isdigit()
    assert topic.notebook.read_bytes() == built


def test_a_graded_cell_that_needs_a_picture_is_refused(course: Course) -> None:
    topic = course.topic("01")
    text = topic.master.read_text(encoding="utf-8")
    text = text.replace('"show": true}\n', '"show": true}\nPALETTE = "blue"\n', 1)
    text = text.replace("def softmax_is_stable():\n", "def softmax_is_stable():\n    PALETTE.upper()\n", 1)
    topic.master.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="uses PALETTE, which only a show cell defines"):
        build(course, topic)


@pytest.mark.parametrize(
    ("addition", "problem"),
    [
        ('softmax.wrong("no-shift", "again", loses="softmax_by_hand", edit=("exp", "log"))', "the sentence stands at"),
        ('sigmoid.wrong("wrong-axis", "other", loses="sigmoid_by_hand", edit=("x", "y"))', "has two sentences"),
        ('softmax.wrong("odd", loses="softmax_by_hand", edit=("axis", "axes"))', "times, not once"),
        (
            'softmax.wrong("odd", loses="nowhere", edit=("exp.sum(axis=axis, keepdims=True)", "1"))',
            "no test of softmax",
        ),
        ('exercise_of_old = exercise("old")', "there is no exercise old"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_broken_bank_is_refused_with_its_line(course: Course, addition: str, problem: str) -> None:
    topic = course.topic("01")
    with topic.answers.open("a", encoding="utf-8") as bank:
        bank.write(f"\n{addition}\n")
    with pytest.raises(CourseError) as error:
        build(course, topic)
    assert any(str(topic.answers) in line and problem in line for line in error.value.message.splitlines())


def test_the_table_of_points_is_what_the_last_cell_shows(course: Course) -> None:
    rows = json.loads((course.root / "release/01-activations/points.json").read_text())
    assert rows[0]["exercise"] == "sigmoid" and rows[0]["tests"][0] == rows[0]["visible_test"]
