"""Each command's errors: two lines that name the cause and the next step, and the exit code."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.course import Course
from autograder.grading.submissions import find_submissions  # noqa: F401  (imports before a test changes directory)


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, *words: str
) -> tuple[int, str]:
    """The exit code, and what stands on stderr."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["autograder", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0), capsys.readouterr().err


@pytest.mark.parametrize("verb", ["build", "audit", "grade", "kit"])
def test_a_missing_topic_is_wrong_use(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    code, said = run(monkeypatch, capsys, course.root, verb, "02-losses")
    assert code == 2 and said.splitlines()[0].startswith("✗ source/02-losses: there is no such topic")
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize("verb", ["build", "audit", "grade", "kit", "demo", "lab"])
def test_outside_a_course_every_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    code, said = run(monkeypatch, capsys, tmp_path, verb)
    assert code == 2 and "is not inside a course" in said and len(said.splitlines()) == 2


def test_an_unknown_student_is_named(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(monkeypatch, capsys, course.root, "grade", "--student", "eve")
    assert code == 2 and "submitted/eve: there is no such student" in said


def test_nothing_to_grade_is_said(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(monkeypatch, capsys, course.root, "grade")
    assert code == 1 and "nothing to grade" in said and "nbgrader collect" in said


def test_a_stale_build_is_named(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / "release/01-activations/points.json").unlink()
    code, said = run(monkeypatch, capsys, course.root, "build", "--check")
    assert code == 1 and "release/01-activations/points.json is stale" in said


def test_a_kit_without_a_release_says_what_to_do(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(course.root / "release")
    code, said = run(monkeypatch, capsys, course.root, "kit")
    assert code == 1 and "autograder build 01-activations" in said
    assert not (course.root / "kit").exists()


def test_a_broken_config_is_named_with_its_error(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Exchange.root = undefined\n")
    code, said = run(monkeypatch, capsys, course.root, "build")
    assert code == 1 and "nbgrader_config.py: NameError" in said


def test_an_exchange_that_is_missing_is_named(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Exchange.root = '/dev/null/exchange'\n")
    code, said = run(monkeypatch, capsys, course.root, "demo", "--students", "1")
    assert code == 1 and "/dev/null/exchange" in said and len(said.splitlines()) == 2


@pytest.mark.parametrize("verb", ["build", "audit", "grade", "demo", "kit", "lab"])
def test_help_has_worked_examples(verb: str) -> None:
    said = CliRunner().invoke(cli.app, [verb, "--help"]).stdout
    assert said.count(f"autograder {verb}") >= 2


@pytest.mark.parametrize("words", [["build", "--keep", "both"], ["grade", "--engine", "other"], ["nonsense"]])
def test_wrong_use_exits_2(words: list[str]) -> None:
    assert CliRunner().invoke(cli.app, words).exit_code == 2
