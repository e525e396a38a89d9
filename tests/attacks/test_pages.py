"""Whatever cells claim to have shown, and whatever names and messages hold: pages, tables and files stand it."""

import csv
import io
import tempfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.console import Console

from autograder.grading.changes import Change
from autograder.grading.feedback import Exporter
from autograder.grading.outputs import as_json, clean_outputs, harmless_markdown
from autograder.grading.text import whole_characters
from autograder.reports.changes import changes_table
from autograder.reports.grades import write_grades
from autograder.reports.mathematics import with_mathml
from autograder.reports.overview import faults_of, isolation_line, mistakes_table, topics_table
from autograder.result import Result, TestResult, from_json, to_json

fuzzed = settings(max_examples=60, deadline=None)
HARM = "alert(7112)"
HARMFUL = [
    f"<script>{HARM}</script>", f"<img src=x onerror={HARM}>", f"<a href='javascript:{HARM}'>x</a>", "<style>*{display:none}</style>",
    f"[x](javascript:{HARM})", f"![x](x\" onerror=\"{HARM})", f"$\\href{{javascript:{HARM}}}{{x}}$", f"<svg onload={HARM}>", "<!--", "</div>",
    f"</script><script>{HARM}", "iVBORw0KGgo=", f"x' onload='{HARM}", "```\n", "\\begin{x}", "\x1b[2J", "\ud800",
]  # fmt: skip
words = st.sampled_from(HARMFUL) | st.text(max_size=8)
texts = st.lists(words, max_size=3).map("".join)
kinds = st.sampled_from(
    "text/plain text/html text/markdown text/latex image/png image/jpeg image/svg+xml application/javascript "
    "application/json application/vnd.jupyter.widget-view+json application/pdf x".split()
)
plain = st.none() | st.booleans() | st.integers() | st.floats() | texts
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5
)
shown = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["display_data", "execute_result"])},
    optional={
        "data": st.dictionaries(kinds, texts | anything, max_size=3),
        "metadata": st.dictionaries(kinds, anything),
    },
)
streams = st.fixed_dictionaries(
    {"output_type": st.just("stream")}, optional={"name": st.just("stdout") | texts, "text": texts}
)
errors = st.fixed_dictionaries(
    {"output_type": st.just("error")}, optional={"ename": texts, "evalue": texts, "traceback": st.lists(texts | plain)}
)
claims = st.lists(shown | streams | errors | anything, max_size=4)


@pytest.mark.filterwarnings("ignore:Your element with mimetype")
@fuzzed
@given(claims, texts)
def test_a_page_of_any_outputs_and_texts_does_nothing(claimed: list[object], text: str) -> None:
    """It can be written, is a notebook, and no script, handler or script's link of the student's is in its page."""
    whole = whole_characters(text)
    unpacked = [nbformat.from_dict(output) for output in clean_outputs(_as_it_arrives(claimed))]
    cells = [new_markdown_cell(with_mathml(harmless_markdown(whole))), new_code_cell(whole, outputs=unpacked)]
    notebook = nbformat.reads(as_json(new_notebook(cells=cells)), as_version=4)
    nbformat.validate(notebook)
    page = BeautifulSoup(Exporter(template_name="classic").from_notebook_node(notebook)[0], "html.parser")
    assert not [tag for tag in page.find_all("script") if HARM in tag.text or HARM in str(tag.attrs)]
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert not (name.lower().startswith("on") and HARM in str(value)), tag
            assert not (
                name in ("href", "src", "action", "xlink:href") and str(value).strip().lower().startswith("javascript")
            )
    assert "*{display:none}" not in "".join(tag.text for tag in page.find_all("style"))


def _as_it_arrives(value: object) -> object:
    """Through the wire: no half characters."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, list):
        return [_as_it_arrives(item) for item in value]
    if isinstance(value, dict):
        return {_as_it_arrives(key): _as_it_arrives(item) for key, item in value.items()}
    return value


# ------------------------------------------------------------------------------------------------ tables and files
names = st.sampled_from(["=cmd()", "[/]", "[red]x", "@x", "{0}", "%s", "a,b", 'a"b']) | st.text(min_size=1).map(
    lambda text: "".join(filter(str.isprintable, text)) or "x"
)
scores = st.floats(0, 20)
tests = st.builds(TestResult, names, names, scores, scores, names, names, st.booleans())
results = st.lists(st.builds(Result, names, names, scores, scores, st.tuples(tests), names), min_size=1, max_size=4)


@fuzzed
@given(results)
def test_any_names_and_messages_can_be_shown_and_kept(found: list[Result]) -> None:
    screen = Console(file=io.StringIO(), width=120)
    changes = [Change(r.student, r.topic, r.tests[0].exercise, 1.0, r.score) for r in found]
    for table in (topics_table(found), mistakes_table(found), changes_table(changes)):
        screen.print(table)
    assert isolation_line(found) and len(faults_of(found)) <= len(found)
    assert [from_json(to_json(result)) for result in found] == found
    with tempfile.TemporaryDirectory() as folder:
        write_grades(found, Path(folder, "grades.csv"))
        with Path(folder, "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    assert len(rows) == 1 + len({result.student for result in found})
    assert not [row[0] for row in rows if row[0].startswith(("=", "+", "-", "@"))]
