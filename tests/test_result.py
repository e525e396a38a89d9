"""The record survives its JSON form."""

import pytest

from autograder.result import Result, TestResult, from_json, to_json


def test_a_result_comes_back_as_it_was() -> None:
    test = TestResult("softmax_by_hand", "softmax", 0.0, 1.0, "✗ softmax is not right", "no-shift")
    result = Result("ada", "01-activations", 19.0, 20.0, (test,), "", 2.5, "nbgrader", "0123")
    assert from_json(to_json(result)) == result


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tests": [{}]}', '{"tests": [], "odd": 1}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_json(text)
