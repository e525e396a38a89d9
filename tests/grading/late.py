"""A class that hands in late, and loses points for it."""

from pathlib import Path

from autograder import stock
from autograder.course import Course, Topic
from autograder.grading import nbgrader_engine

DUE, LATE = "2026-03-01 12:00:00 UTC", "2026-03-03 12:00:00 UTC"

PLUGIN = """
from nbgrader.plugins import BasePlugin


class APointADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 86400
"""


def set_due(course: Course, topic: Topic) -> None:
    """From now on lateness costs a point a day, by a plugin of the course's own."""
    (course.root / "penalties.py").write_text(PLUGIN)
    set_option(course, "AssignLatePenalties.plugin_class", "penalties.APointADay")
    nbgrader_engine.prepare(course, topic)
    with stock.open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(topic.name, duedate=DUE)


def set_option(course: Course, option: str, value: str) -> None:
    """A line more in the course's nbgrader_config.py."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.{option} = {value!r}\n")


def hand_in_late(course: Course, topic: Topic, student: str) -> Path:
    """The student's submission gets a time that is two days late."""
    path = course.root / "submitted" / student / topic.name / "timestamp.txt"
    path.write_text(LATE)
    return path
