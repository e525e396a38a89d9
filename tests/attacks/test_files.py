"""Files, folders and names that are not what they seem: they cost their author points, or a warning."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from classroom import hand_in
from hypothesis import given, settings
from hypothesis import strategies as st
from left_behind import autograder
from nbformat import NotebookNode

from autograder.authoring.master import read_master
from autograder.cell import grade_id, is_solution
from autograder.course import Course
from autograder.grading.assignment import read_assignment
from autograder.grading.files import Unreadable
from autograder.grading.grade import read_topic
from autograder.grading.intake import MOST_CELLS, take_in
from autograder.grading.outputs import as_json

fuzzed = settings(max_examples=60, deadline=None)
CELL = {"cell_type": "code", "source": "", "metadata": {}, "outputs": [], "execution_count": None}


@pytest.fixture(scope="module")
def source(shipped: Course) -> NotebookNode:
    """The instructor's notebook."""
    return read_topic(read_assignment(shipped, shipped.topic("01"))).source


@pytest.fixture(scope="module")
def released(shipped: Course) -> str:
    """What a student gets, as JSON."""
    topic = shipped.topic("01")
    return (shipped.root / "release" / topic.name / topic.notebook.name).read_text(encoding="utf-8")


def holds_the_tests(notebook: NotebookNode, source: NotebookNode) -> bool:
    """Whether every cell that is not the student's is the instructor's: text, kind and points."""
    own = {grade_id(cell): cell for cell in source.cells if grade_id(cell) and not is_solution(cell)}
    there = {grade_id(cell): cell for cell in notebook.cells}
    tests = [name for name, cell in own.items() if cell.metadata.nbgrader.get("grade")]
    return set(tests) <= set(there) and all(
        (there[name].source, there[name].cell_type, there[name].metadata)
        == (own[name].source, own[name].cell_type, own[name].metadata)
        for name in tests
    )


# ------------------------------------------------------------------------------------------------ what is refused
BROKEN = {
    "not UTF-8": b'{"cells": ["\xff"], "nbformat": 4}',
    "deep": b"[" * 200_000,
    "deep in a cell": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "a long number": b'{"nbformat": ' + b"4" * 10_000 + b"}",
    "no number": b'{"nbformat": NaN, "cells": []}',
    "another format": b'{"nbformat": 99, "cells": []}',
    "control characters": b'{"nbformat": "\\u001b[2J\\u0007"}',
    "many cells": json.dumps({"cells": [CELL] * (MOST_CELLS + 1), "metadata": {}, "nbformat": 4}).encode(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_hostile_file_is_refused_in_one_printable_line(source: NotebookNode, content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        take_in(content, source)
    assert str(refused.value).isprintable() and len(str(refused.value)) < 300


# ------------------------------------------------------------------------------------------------ what is dropped
def test_of_two_keys_of_one_name_neither_brings_a_test_of_its_own(source: NotebookNode, released: str) -> None:
    own = json.dumps([CELL | {"source": "mine = 1"}])
    for content in (f'{{"cells": {own}, {released.lstrip()[1:]}', f'{released.rstrip()[:-1]}, "cells": {own}}}'):
        assert holds_the_tests(take_in(content.encode(), source).notebook, source)


def test_the_kernel_and_all_metadata_are_the_instructors(source: NotebookNode, released: str) -> None:
    notebook = json.loads(released)
    notebook["metadata"] = {"kernelspec": {"name": "bash", "display_name": "bash"}, "widgets": {"x": "<script>"}}
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "remove_cell"]
    taken = take_in(json.dumps(notebook).encode(), source).notebook
    assert taken.metadata == source.metadata and holds_the_tests(taken, source)
    own = {grade_id(cell): cell.metadata.get("tags") for cell in source.cells}
    assert all(cell.metadata.get("tags") == own.get(grade_id(cell)) for cell in taken.cells if grade_id(cell))


# ------------------------------------------------------------------------------------------------ fuzz
texts = st.text(max_size=20) | st.sampled_from(["### BEGIN HIDDEN TESTS", "softmax_by_hand", "code", "markdown", "4"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@fuzzed
@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_taken_in_or_refused(source: NotebookNode, content: bytes) -> None:
    try:
        taken = take_in(content, source)
    except Unreadable:
        return
    assert holds_the_tests(taken.notebook, source)


@fuzzed
@given(st.data())
def test_however_a_notebook_is_changed_the_tests_stay(source: NotebookNode, released: str, data: st.DataObject) -> None:
    """Any part of it is replaced by anything; what is taken in holds all tests, and can be written and read."""
    notebook = json.loads(released)
    for _ in range(data.draw(st.integers(1, 4))):
        _change(notebook, data)
    try:
        taken = take_in(json.dumps(notebook).encode(), source)
    except Unreadable as reason:
        assert str(reason).isprintable()
        return
    assert holds_the_tests(taken.notebook, source)
    sources = [cell.source for cell in taken.notebook.cells]
    again = nbformat.reads(as_json(taken.notebook), as_version=4)
    nbformat.validate(again)
    assert [cell.source for cell in again.cells] == sources


def _change(part: Any, data: st.DataObject) -> None:
    """Go down to some place, and put something else there."""
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(part[key], dict | list) or not part[key] or data.draw(st.integers(0, 3)) == 0:
            break
        part = part[key]
    if data.draw(st.booleans()):
        part[key] = data.draw(values)
    elif isinstance(part, dict):
        del part[key]
    else:
        part.insert(key, part[data.draw(st.sampled_from(keys))])


# ------------------------------------------------------------------------------------------------ names and neighbours
STRANGE = ["=cmd()", "-rf", "...", "Zoë van der Ü", "a'b\"c", "$(id)", "%s{0}", "con.ipynb"]
ODD = [b"*", b"[red]bob", b"esc\x1b[2J", b"two\nlines", b"half \xff", "turned \u202e round".encode()]
BESIDE = ("torch.py", "numpy.py", "autograder.py", "sitecustomize.py", "nbgrader_config.py", "conftest.py", "check.py")


def test_odd_names_and_files_that_shadow_modules_cost_nobody_anything(course: Course) -> None:
    topic = course.topic("01")
    right = read_master(topic).reference
    for student in STRANGE:
        folder = hand_in(course, student, topic, right).parent
        for name in BESIDE:
            (folder / name).write_text("raise SystemExit('not the real one')")
        (folder / ".ipython").mkdir()
        (folder / ".ipython" / "startup.py").write_text("raise SystemExit")
    for name in ODD:
        os.rename(
            hand_in(course, "odd", topic, right).parent.parent, os.fsencode(course.root / "submitted") + b"/" + name
        )
    done = autograder(course, "grade")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("no student can be called so; rename the folder") == len(ODD)
    assert all(line.isprintable() for line in done.stdout.splitlines())
    kept = [json.loads(path.read_text()) for path in (course.root / "results" / topic.name).iterdir()]
    assert {result["student"]: result["score"] for result in kept} == dict.fromkeys(STRANGE, 20)
    assert {result["student"]: result["problem"] for result in kept} == dict.fromkeys(STRANGE, "")
    assert sorted(path.name for path in (course.root / "feedback").iterdir()) == sorted(STRANGE)
    assert not list(Path(course.root / "autograded").glob("*/*/torch.py"))
