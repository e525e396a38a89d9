"""Every assignment is ready; and an assignment that is not is found out."""

from pathlib import Path

import pytest
from conftest import each_topic

from autograder.authoring.audit import audit_all
from autograder.course import Course, Topic

TOPICS = Course(Path(__file__).parents[2]).topics()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_assignment_is_ready(topic: Topic) -> None:
    """Wrong answers lose what the bank says and show their sentence, right ones pass, and the judge says the same."""
    (found,) = audit_all([topic], mutants=False)
    assert found.faults == []
    assert found.wrongs >= 2 * found.exercises + 20


@each_topic("01-activations")
def test_95_percent_of_the_mutants_lose_a_point(topic: Topic) -> None:
    (found,) = audit_all([topic])
    assert found.faults == []
    assert found.killed >= 0.95 * found.mutants > 0


@pytest.mark.parametrize("grade_id", ["softmax_is_stable", "leaky_relu_grad_everywhere"])
def test_no_hidden_test_can_be_taken_away(course: Course, grade_id: str) -> None:
    """Its point goes to the test before it, so that only the loss of the test itself can be noticed."""
    topic = course.topic("01")
    cells = topic.master.read_text(encoding="utf-8").split("\n# %%")
    (gone,) = [cell for cell in cells if f'"grade_id": "{grade_id}"' in cell]
    topic.master.write_text("\n# %%".join(cell for cell in cells if cell is not gone), encoding="utf-8")
    (found,) = audit_all([topic])
    assert any(grade_id in fault or "not 20" in fault for fault in found.faults)


def test_a_blunt_test_and_a_stale_table_are_found(course: Course) -> None:
    """A test that passes whatever comes lets wrong answers through; and the table was made from another master."""
    topic = course.topic("01")
    text = topic.master.read_text(encoding="utf-8")
    begin = text.index("def softmax_is_stable():")
    end = text.index("### END HIDDEN TESTS", begin)
    topic.master.write_text(text[:begin] + "def softmax_is_stable():\n    pass\n\n\n" + text[end:], encoding="utf-8")
    (found,) = audit_all([topic], mutants=False)
    assert any("softmax" in fault and "not softmax_is_stable" in fault for fault in found.faults)
    assert any("softmax" in fault and "earns softmax_is_stable" in fault for fault in found.faults)
    assert any("stale" in fault for fault in found.faults)
