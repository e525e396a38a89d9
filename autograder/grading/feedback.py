"""nbgrader's feedback pages, made quickly."""

import re
from contextlib import chdir
from functools import cache
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.writers import FilesWriter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback

from autograder import stock
from autograder.course import Course
from autograder.result import Submission

PICTURE = re.compile(r"<img (?![^>]*\balt=)")


class _Exporter(HTMLExporter):  # type: ignore[misc]
    """As HTMLExporter, which parses the finished page only to give pictures an alternative text: half its time."""

    def from_notebook_node(
        self, notebook: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook."""
        resources = self._init_resources(resources)
        language = notebook.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        widgets = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("filter_data_type", widgets)
        page, resources = TemplateExporter.from_notebook_node(self, notebook, resources, **options)
        return PICTURE.sub('<img alt="what this cell drew" ', page), resources


class _Pages(GenerateFeedback):  # type: ignore[misc]
    """Stock nbgrader's feedback, with one exporter for all pages: compiling its templates takes longest."""

    def start(self) -> None:
        self.init_notebooks()
        if not self.trait_has_value("exporter"):
            self.writer = FilesWriter(parent=self, config=self.config)
            exporter = _Exporter(parent=self, config=self.config)
            for preprocessor in self.preprocessors:
                exporter.register_preprocessor(preprocessor)
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
