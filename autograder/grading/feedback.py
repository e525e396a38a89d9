"""nbgrader's feedback pages, made quickly."""

import re
from contextlib import chdir
from functools import cache, lru_cache
from typing import Any

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task

from autograder import stock
from autograder.course import Course
from autograder.result import Submission

REMEMBERED = 1000  # texts
PICTURE = re.compile(r"<img (?![^>]*\balt=)")


class Exporter(HTMLExporter):  # type: ignore[misc]
    """As HTMLExporter, which parses the finished page only to give pictures an alternative text: half its time.

    It remembers texts and code that it has rendered: most cells are the same on every page.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._highlighter = cache(lambda lexer: _Highlighter(Highlight2HTML(pygments_lexer=lexer, parent=self)))
        self._rendered = lru_cache(REMEMBERED)(lambda text: str(HTMLExporter.markdown2html(self, {}, text)))

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """A text as HTML."""
        if context.get("cell", {}).get("attachments"):
            return str(super().markdown2html(context, source))
        return self._rendered(source)

    def from_notebook_node(
        self, notebook: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook."""
        resources = self._init_resources(resources)
        language = notebook.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", self._highlighter(lexer))
        widgets = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("filter_data_type", widgets)
        page, resources = TemplateExporter.from_notebook_node(self, notebook, resources, **options)
        return PICTURE.sub('<img alt="what this cell drew" ', page), resources


class _Highlighter:
    """Highlight2HTML, with a memory."""

    def __init__(self, highlight: Highlight2HTML) -> None:
        self._once = lru_cache(REMEMBERED)(
            lambda source, language, magics: highlight(source, language, {"magics_language": magics} if magics else {})
        )

    def __call__(self, source: str, language: str | None = None, metadata: dict[str, Any] | None = None) -> str:
        """The source as HTML."""
        return str(self._once(source, language, (metadata or {}).get("magics_language")))


class _Grades(GetGrades):  # type: ignore[misc]
    """As GetGrades, by one query for all cells instead of two for each, in one gradebook for all pages."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Put scores and comments where the page's template looks for them."""
        names = resources["nbgrader"]
        gradebook = _gradebook(names["db_url"])
        try:
            row = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
            grades = gradebook.db.query(BaseCell.name, Grade.score, Grade.max_score).join(Grade.cell)
            comments = gradebook.db.query(BaseCell.name, Comment.comment).join(Comment.cell)
            scores = {name: points for name, *points in grades.filter(Grade.notebook_id == row.id)}
            words = dict(map(tuple, comments.filter(Comment.notebook_id == row.id)))
            penalty = row.late_submission_penalty or 0
            names.update(score=row.score - penalty, max_score=row.max_score, late_penalty=penalty)
        finally:
            gradebook.db.rollback()  # let go of the database, and read it anew next time
        for cell in nb.cells:
            own = cell.metadata.get("nbgrader", {})
            if is_solution(cell) or is_task(cell):
                own["comment"] = words[own["grade_id"]]
            if is_grade(cell) or is_task(cell):
                own["score"], own["points"] = scores[own["grade_id"]]
        return nb, resources


@cache
def _gradebook(db_url: str) -> Gradebook:
    return Gradebook(db_url)


class _Pages(GenerateFeedback):  # type: ignore[misc]
    """Stock nbgrader's feedback, with one exporter for all pages: compiling its templates takes longest."""

    def start(self) -> None:
        self.init_notebooks()
        if not self.trait_has_value("exporter"):
            self.writer = FilesWriter(parent=self, config=self.config)
            exporter = Exporter(parent=self, config=self.config)
            for preprocessor in self.preprocessors:
                is_grades = preprocessor in (GetGrades, "nbgrader.preprocessors.GetGrades")
                exporter.register_preprocessor(_Grades if is_grades else preprocessor)
            self.exporter = exporter
        with chdir(self.coursedir.root):
            self.convert_notebooks()


@cache
def _pages(course: Course) -> _Pages:
    return _Pages(coursedir=stock.course_directory(course), config=stock.read_config(course), force=True)


def write_feedback(course: Course, submission: Submission) -> None:
    """The page that the student reads, in `feedback/`."""
    pages = _pages(course)
    pages.coursedir.assignment_id, pages.coursedir.student_id = submission.topic, submission.student
    stock.run_converter(pages, f"feedback/{submission.student}/{submission.topic}")
