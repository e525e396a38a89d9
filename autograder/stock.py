"""Stock nbgrader, called in this process with the course's own settings."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, make_url, text
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import CONFIG, Course
from autograder.errors import CourseError

LOCK_SECONDS = 60  # how long Formgrader, or another command, may hold the database
ADVISORY_LOCK = 7_112_015  # a number of our own, by which PostgreSQL knows what is locked


def read_config(course: Course) -> Config:
    """The settings of the course's `nbgrader_config.py`."""
    try:
        return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
    except Exception as error:
        where = course.root / CONFIG
        raise CourseError(f"{where}: {type(error).__name__}: {error}", "Mend this file.") from error


def course_directory(course: Course, **changes: Any) -> CourseDirectory:
    """nbgrader's view of the course; `changes` are its traits, such as `assignment_id`."""
    directory = CourseDirectory(config=read_config(course), **{"root": str(course.root), **changes})
    directory.db_url = _patient(directory.db_url)
    return directory


def _patient(db_url: str) -> str:
    """The same database; SQLite gives up after 5 seconds unless its URL says otherwise."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or "timeout" in url.query:
        return db_url
    return url.update_query_dict({"timeout": str(LOCK_SECONDS)}).render_as_string(hide_password=False)


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
    url = make_url(directory.db_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        _create(Path(url.database), directory.course_id)
    with _one_at_a_time(directory.db_url):
        return Gradebook(directory.db_url, directory.course_id)


def _create(path: Path, course_id: str) -> None:
    """A new SQLite file with all tables or none, whoever is killed half-way or comes at the same time."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    Gradebook(f"sqlite:///{new}", course_id).close()
    with suppress(FileExistsError):
        os.link(new, path)
    new.unlink()


@contextmanager
def _one_at_a_time(db_url: str) -> Iterator[None]:
    """On PostgreSQL, wait for whoever makes the same tables now."""
    if make_url(db_url).get_backend_name() != "postgresql":
        yield
        return
    engine = create_engine(db_url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            yield
    finally:
        engine.dispose()
