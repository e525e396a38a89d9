"""The process that grades, one submission after another: jobs come on standard input, answers go out on its output."""

import os
import pickle
import sys
from typing import Any

from autograder.grading.assignment import Graded
from autograder.grading.students import SandboxBroken, Students, StudentsLost, make_students
from autograder.grading.text import printable
from autograder.grading.worker import Grade, Job, WarmUp, WriteFeedback
from autograder.imports import skip_unused_imports
from autograder.threads import use_one_thread


def main(isolation: str) -> None:
    """Do jobs from standard input until it ends."""
    use_one_thread()
    skip_unused_imports()
    grader = Grader(isolation)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a test prints is no reply
    while True:
        try:
            job, environment = pickle.load(sys.stdin.buffer)
        except EOFError:
            break
        os.environ.update(environment)
        try:
            answer: tuple[Any, str, bool] = _do(job, grader), "", False
        except SandboxBroken as error:
            answer = None, str(error), not isinstance(error, StudentsLost)
        except Exception as error:
            answer = None, f"{type(error).__name__}: {printable(error)[:200]}", False
        pickle.dump(answer, replies)
        replies.flush()
    grader.close()
    os._exit(0)  # to take torch down in good order would last a second


def _do(job: Job, grader: "Grader") -> Any:
    match job:
        case WarmUp():
            return grader.warm_up()
        case Grade():
            return grader.do(job)
        case WriteFeedback():
            return _write_feedback(job)


class Grader:
    """Grades with one source of student processes, as long as that lives."""

    def __init__(self, isolation: str) -> None:
        self._isolation = isolation
        self._students: Students | None = None

    def warm_up(self) -> None:
        """Import all that grading needs, once: the source of student processes is forked from here."""
        import autograder.grading.grade  # noqa: F401 - only here: a process that writes pages needs neither
        from autograder.grading.warm import import_ahead

        import_ahead()
        self._students = make_students(self._isolation, forked=True)

    def do(self, job: Grade) -> Graded:
        """Grade; once more if the student processes do not start, or something outside ends them all on the way."""
        try:
            return self._grade(job)
        except SandboxBroken:
            self.close()
        return self._grade(job)

    def _grade(self, job: Grade) -> Graded:
        self._students = self._students or make_students(self._isolation)
        from autograder.grading.grade import grade

        return grade(self._students, job.assignment, job.handed_in)

    def close(self) -> None:
        """No more students."""
        if self._students:
            self._students.close()
        self._students = None


def _write_feedback(job: WriteFeedback) -> None:
    from autograder.grading.feedback import write_feedback

    write_feedback(job.course, job.submission)


if __name__ == "__main__":
    main(sys.argv[1])
