"""Where things are, and what is said when they are not there."""

from pathlib import Path

import pytest

from autograder.course import Course, find_course, read_exercises
from autograder.errors import CourseError


def test_a_course_is_found_from_any_folder_inside(course: Course) -> None:
    assert find_course(course.root / "source" / "01-activations") == course


def test_outside_a_course_the_error_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="not inside a course") as error:
        find_course(tmp_path)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("name", ["01-activations", "01", "activations"])
def test_a_topic_has_three_names(course: Course, name: str) -> None:
    assert course.topic(name).name == "01-activations"


def test_a_misspelt_topic_is_answered_with_the_nearest(course: Course) -> None:
    with pytest.raises(CourseError, match="Did you mean 01-activations"):
        course.topic("01-activation")


@pytest.mark.parametrize("topic", Course(Path(__file__).parents[1]).topics(), ids=lambda topic: topic.name)
def test_every_topic_has_20_points(topic: object) -> None:
    exercises = read_exercises(topic)  # type: ignore[arg-type]
    assert sum(e.visible_points + e.hidden_points for e in exercises) == 20
