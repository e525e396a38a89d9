"""What a student reads when an answer is wrong, and what a right answer may look like."""

import numpy as np
import pytest
import torch

from autograder import check
from autograder.check import Cause

RIGHT = np.array([[1.0, 2.0, 4.0], [3.0, 0.5, 7.0]])


def cause_of(answer: object, expected: object = RIGHT) -> Cause:
    with pytest.raises(check.CheckFailed) as failure:
        check.call(lambda: answer).gives(expected)
    assert len(str(failure.value).splitlines()) <= 5
    return failure.value.cause


@pytest.mark.parametrize(
    "answer",
    [RIGHT, RIGHT.tolist(), torch.tensor(RIGHT), RIGHT.astype(np.float32), RIGHT + 1e-9, np.ma.array(RIGHT)],
    ids=["array", "list", "tensor", "float32", "rounding", "subclass"],
)
def test_a_right_answer_passes_in_any_form(answer: object) -> None:
    check.call(lambda: answer).gives(RIGHT)


@pytest.mark.parametrize(
    ("answer", "expected", "kind", "problem"),
    [
        (RIGHT.T, RIGHT, "shape", "is transposed"),
        (-RIGHT, RIGHT, "value", "has the wrong sign"),
        (RIGHT / 2, RIGHT, "value", "is too small by a factor of 2"),
        (RIGHT * 3, RIGHT, "value", "is too large by a factor of 3, the size of axis 1"),
        (RIGHT / 6, RIGHT, "value", "is too small by a factor of 6, the number of values"),
        (RIGHT * 0.7, RIGHT, "value", "is off by a constant factor"),
        (np.roll(RIGHT, 1, axis=1), RIGHT, "value", "is shifted by one place"),
        (RIGHT.astype(int), RIGHT, "value", "has lost its fractions: the dtype is integer"),
        (np.where(RIGHT > 6, np.nan, RIGHT), RIGHT, "value", "has nan in it"),
        (RIGHT + 0j, RIGHT, "dtype", "has the wrong kind of numbers"),
        (RIGHT > 2, RIGHT, "dtype", "has the wrong kind of numbers"),
        (RIGHT.ravel(), RIGHT, "shape", "has the wrong shape"),
        (None, RIGHT, "not-numbers", "is None: is its `return` missing?"),
        (object(), RIGHT, "not-numbers", "is a object, not numbers"),
        ((1.0, RIGHT + 1), (1.0, RIGHT), "value", "is not right"),
        ({"w": 1.0}, {"w": 1.0, "b": 2.0}, "shape", "lacks the key 'b'"),
        (
            {"w": 1.0, "c": 2.0},
            {"w": 1.0, "b": 2.0},
            "shape",
            "lacks the key 'b' and has the key 'c', which it should not",
        ),
        ((1.0, 2.0), {"w": 1.0}, "shape", "should be a dict"),
        (100_000_001, 100_000_000, "value", "is not right"),
        (1.5, 2.5, "value", "is not right"),
    ],
)
def test_mistakes_of_every_subject_have_names(answer: object, expected: object, kind: str, problem: str) -> None:
    cause = cause_of(answer, expected)
    assert (cause.kind, cause.in_full or cause.problem) == (kind, problem)


@pytest.mark.parametrize("expected", [[0.0, 0.0, 0.0, 2.0], [0.3, 0.2, 0.5, 0.1]])
@pytest.mark.parametrize("zeros", [np.zeros(4), np.zeros(4, int)], ids=["float", "int"])
def test_zeros_are_no_mistake_of_every_subject(zeros: np.ndarray, expected: list[float]) -> None:
    cause = cause_of(zeros, np.array(expected))
    assert (cause.problem, cause.mistake) == ("is not right", "")


def test_a_hidden_test_keeps_an_errors_words_back() -> None:
    class Told(LookupError):
        pass

    def tell(x: float) -> float:
        raise Told(f"x is {x}")

    with pytest.raises(check.CheckFailed) as failure:
        check.call(tell, 1.5).gives(2.0)
    assert str(failure.value) == "✗ tell(1.5) raised Told: x is 1.5"
    assert check.render(failure.value.cause, hidden=True) == "✗ tell raised LookupError"


def test_digits_are_printed_until_they_differ() -> None:
    cause = cause_of(1 / 3 + 1e-6, 1 / 3)
    assert (cause.actual, cause.expected) == ("0.333334", "0.333333")


def test_the_students_function_gets_copies() -> None:
    def clear(x: np.ndarray) -> np.ndarray:
        x[...] = 0
        return x

    ones = np.ones(3)
    with pytest.raises(check.CheckFailed, match="changed its argument x: work on a copy"):
        check.call(clear, ones).gives(ones)
    assert ones.all()


def test_raises_wants_that_error() -> None:
    check.call(int, "x").raises(ValueError)
    for function in (lambda: 1, lambda: [][0]):
        with pytest.raises(check.CheckFailed):
            check.call(function).raises(ValueError)


@pytest.mark.parametrize(
    ("mean", "std", "words"), [(1.1, 2.0, "misses its mean"), (1.0, 2.2, "misses its standard deviation")]
)
def test_draws_are_judged_by_their_statistics(mean: float, std: float, words: str) -> None:
    draws = np.random.default_rng(0).normal(1.0, 2.0, 10_000)
    check.value(draws, of="the draws").statistics(mean=1.0, std=2.0)
    with pytest.raises(check.CheckFailed, match=words):
        check.value(draws, of="the draws").statistics(mean=mean, std=std)


@pytest.mark.parametrize("draws", [None, "text", [1.0], [np.nan, 1.0]], ids=str)
def test_what_is_no_array_of_draws_fails_as_such(draws: object) -> None:
    with pytest.raises(check.CheckFailed, match="finite draws"):
        check.value(draws, of="the draws").statistics(mean=0.0, std=1.0)


def test_a_prediction_is_not_given_away() -> None:
    with pytest.raises(check.CheckFailed) as failure:
        check.call(lambda: 10.0).gives(5.0, reveal=False)
    assert str(failure.value) == "✗ <lambda>() is not right\n  yours is 10"


def test_the_gradient_is_an_oracle() -> None:
    x = np.array([[0.3, -1.2], [2.0, 0.1]])
    assert np.allclose(
        check.gradient(lambda v: np.sum(np.tanh(v) * v), x), np.tanh(x) + x / np.cosh(x) ** 2, rtol=1e-10
    )


def test_small_gradients_are_not_zero() -> None:
    assert cause_of(np.zeros(2), np.array([1e-5, 2e-5])).kind == "value"


def test_a_hidden_test_does_not_repeat_the_name_of_a_changed_argument() -> None:
    with pytest.raises(check.CheckFailed) as failure:
        check.call(lambda secret: secret.fill(0), np.ones(3)).gives(0.0)
    assert "secret" in str(failure.value)
    assert "secret" not in check.render(failure.value.cause, hidden=True)
