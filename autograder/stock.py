"""Stock nbgrader, called in this process with the course's own settings."""

import logging
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import CONFIG, Course
from autograder.errors import CourseError


def read_config(course: Course) -> Config:
    """The settings of the course's `nbgrader_config.py`."""
    try:
        return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
    except Exception as error:
        where = course.root / CONFIG
        raise CourseError(f"{where}: {type(error).__name__}: {error}", "Mend this file.") from error


def course_directory(course: Course, **changes: Any) -> CourseDirectory:
    """nbgrader's view of the course; `changes` are its traits, such as `assignment_id`."""
    return CourseDirectory(config=read_config(course), **{"root": str(course.root), **changes})


def run_converter(converter: Any, what: str) -> None:
    """Start an nbgrader converter; its failure becomes a CourseError that says `what` failed and why."""
    from nbgrader.converters.base import NbGraderException

    log = _Log()
    converter.log = log.logger
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise CourseError(f"{what}: {log.last_error or error}", "Mend this and run the command again.") from error


class _Log:
    """A logger of its own that remembers the error."""

    def __init__(self) -> None:
        self.last_error = ""
        self.logger = logging.getLogger("autograder.stock")
        self.logger.propagate = False
        self.logger.handlers = [_Remember(self)]


class _Remember(logging.Handler):
    def __init__(self, log: _Log) -> None:
        super().__init__(logging.ERROR)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        lines = record.getMessage().strip().splitlines()
        if "Traceback" in record.getMessage() or not self._log.last_error:  # its last line says most
            self._log.last_error = lines[-1]


def open_gradebook(course: Course) -> Gradebook:
    """The course's gradebook, for a `with` statement."""
    directory = course_directory(course)
    return Gradebook(directory.db_url, directory.course_id)
