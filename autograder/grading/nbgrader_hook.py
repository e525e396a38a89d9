"""`nbgrader autograde` and Formgrader's button, through the engine.

The course's `nbgrader_config.py` calls `install()`. The course's own notebooks are judged; any other is run as stock
nbgrader does, but shut in.
"""

import os
import re
from pathlib import Path
from typing import NoReturn

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, IgnorePattern, LimitOutput
from traitlets import List

from autograder.course import Course, Topic
from autograder.errors import CourseError
from autograder.grading.submissions import NO_NAME, is_name
from autograder.grading.text import printable
from autograder.result import Result, Submission

TRUST = "AUTOGRADER_TRUST_SUBMISSIONS"  # the environment's word for --trust-submissions


class EngineAutograde(Autograde):  # type: ignore[misc]
    """nbgrader's Autograde; what it grades, and where it puts it, are as ever."""

    autograde_preprocessors = List(
        [
            "autograder.grading.in_process.RunShutIn",
            IgnorePattern,
            ClearMetadataPreprocessor,
            LimitOutput,
            "autograder.grading.in_process.SaveScores",
            AssignLatePenalties,
            CheckCellMetadata,
        ]
    ).tag(config=True)

    def convert_notebooks(self) -> None:
        """Grade what `init_notebooks` found."""
        topic = self._topic()
        if topic is None:
            super().convert_notebooks()
        else:
            self._judge(topic)

    def _topic(self) -> Topic | None:
        """The topic of the course that is graded, if it is one."""
        topics = {topic.name: topic for topic in Course(Path(self.coursedir.root)).topics()}
        return topics.get(self.coursedir.assignment_id)

    def _judge(self, topic: Topic) -> None:
        from autograder.grading.batch import How, Watch, grade_all  # only here: every command reads the settings

        todo = [
            submission for submission in self._found(topic) if self.init_destination(topic.name, submission.student)
        ]
        if not self.create_student:
            self._require_students(todo)
        how = How(feedback=False, trusted=bool(os.environ.get(TRUST)))
        try:
            results = grade_all(Course(Path(self.coursedir.root)), todo, how, force=True, watch=Watch(done=self._say))
        except CourseError as error:
            self._fail(str(error))
        for result in results:
            self.set_permissions(topic.name, result.student)
        broken = [result.student for result in results if result.problem]
        if broken:
            self._fail(f"could not be graded, and got 0: {', '.join(broken)}")

    def _found(self, topic: Topic) -> list[Submission]:
        pattern = self._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
        matches = [(folder, re.match(pattern, folder)) for folder in sorted(self.assignments)]
        found = [Submission(match["student_id"], topic.name, Path(folder)) for folder, match in matches if match]
        for submission in found:
            if not is_name(submission.student):
                self.log.warning("submitted/%s: %s", printable(submission.student), NO_NAME)
        return [submission for submission in found if is_name(submission.student)]

    def _require_students(self, todo: list[Submission]) -> None:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            for submission in todo:
                try:
                    gradebook.find_student(submission.student)
                except MissingEntry:
                    self._fail(f"No student with ID '{submission.student}' exists in the database")

    def _fail(self, message: str) -> NoReturn:
        """As nbgrader does: its commands show what is logged, and end with 1."""
        self.log.error(message)
        raise NbGraderException(message)

    def _say(self, result: Result) -> None:
        said = result.problem or f"{result.score:g} of {result.max_score:g}"
        self.log.info("%s/%s: %s", result.student, result.topic, said)


def install() -> None:
    """Let nbgrader's commands and Formgrader grade with the engine; there is no setting for it."""
    from nbgrader.apps import api, autogradeapp

    autogradeapp.Autograde = api.Autograde = EngineAutograde
