"""Feedback pages are those of stock nbgrader, made in a third of the time."""

import re

from bs4 import BeautifulSoup
from classroom import hand_in
from left_behind import give_by_hand
from nbgrader.converters import GenerateFeedback

from autograder import stock
from autograder.authoring.master import read_master
from autograder.course import Course
from autograder.grading.batch import How, grade_all
from autograder.grading.submissions import find_submissions

STUDENTS = {"ada": {}, "bob": {"softmax": "def softmax(logits, axis=-1):\n    return logits"}}
PICTURE = re.compile(r' alt="[^"]*"')  # stock says "No description has been provided for this image"


def page(course: Course, student: str) -> str:
    path = course.root / "feedback" / student / "01-activations" / "activations.html"
    return PICTURE.sub("", str(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")))


def test_pages_are_those_of_stock_nbgrader(course: Course) -> None:
    topic = course.topic("01")
    for student, answers in STUDENTS.items():
        hand_in(course, student, topic, read_master(topic).reference | answers)
    give_by_hand(course, "bob")
    grade_all(course, find_submissions(course, [topic]), How(workers=1))
    ours = {student: page(course, student) for student in STUDENTS}
    assert "Well tried." in ours["bob"] and ours["ada"] != ours["bob"]

    directory = stock.course_directory(course, assignment_id=topic.name)
    stock.run_converter(
        GenerateFeedback(coursedir=directory, config=stock.read_config(course), force=True), "feedback/*/01-activations"
    )
    assert {student: page(course, student) for student in STUDENTS} == ours
