"""How a wrong answer gets the name of a mistake from what the bank's wrong answers gave."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from autograder import check
from autograder.authoring.bank import exercise
from autograder.check import Cause, Table

RIGHT = np.array([1.0, 2.0, 4.0])


def one_test(first: Callable[[], object], second: Callable[[], object] = lambda: RIGHT) -> None:
    @check.test
    def adds_up() -> None:
        check.call(first).gives(RIGHT)
        check.call(second).gives(RIGHT)


def recorded(*answers: tuple[str, str, Callable[[], object]], right_first: bool = False) -> Table:
    """A table of these wrong answers: id, sentence, and what it gives in both calls, or in the second."""
    table = Table()
    for mistake, says, answer in answers:
        with check.recording(table, mistake, says), suppress(check.CheckFailed):
            one_test(*([lambda: RIGHT] if right_first else []), answer)
    return table


def cause_of(answer: Callable[[], object], table: Table, right_first: bool = False) -> Cause:
    with pytest.raises(check.CheckFailed) as failure, check.using(table):
        one_test(*([lambda: RIGHT] if right_first else []), answer)
    return failure.value.cause


PLUS_ONE = ("plus-one", "one too much", lambda: RIGHT + 1)


def test_is_a_mistake_named_with_its_sentence_and_place() -> None:
    cause = cause_of(lambda: RIGHT + 1 + 1e-9, recorded(PLUS_ONE))
    assert (cause.mistake, cause.says, cause.where) == ("plus-one", "one too much", "[0]")


def test_does_a_mistake_fit_the_calls_before() -> None:
    early, late = recorded(PLUS_ONE), recorded(PLUS_ONE, right_first=True)
    assert (list(early.calls), list(late.calls)) == (["adds_up 1"], ["adds_up 2"])
    assert cause_of(lambda: RIGHT + 1, early).says == cause_of(lambda: RIGHT + 1, late, right_first=True).says != ""
    for table, right_first in ((early, True), (late, False)):  # right where the student is wrong, or the other way
        assert cause_of(lambda: RIGHT + 1, table, right_first).says == ""


def test_is_each_form_of_a_mistake_looked_at_on_its_own() -> None:
    table = recorded(PLUS_ONE)
    table.calls |= recorded(PLUS_ONE, right_first=True).calls
    assert [cause_of(lambda: RIGHT + 1, table, first).mistake for first in (True, False)] == ["plus-one"] * 2


@pytest.mark.parametrize(
    "zeros",
    [np.zeros(3), np.zeros(3, int), [0.0, 0.0, 0.0], -0.0, False, (0, np.zeros(2)), {"w": np.zeros(3), "b": 0.0}],
    ids=repr,
)
def test_do_zeros_get_no_name(zeros: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recorded(("nothing", "compute something", lambda: zeros)).calls == {}
    monkeypatch.setattr(Table, "find", lambda *_: {"mistake": "any", "says": "whatever you give"})
    assert [cause_of(lambda answer=answer: answer, Table()).mistake for answer in (zeros, RIGHT + 1)] == ["", "any"]


def test_is_nothing_recorded_of_a_right_value() -> None:
    assert recorded(("rounds", "", lambda: RIGHT + 1e-12)).calls == {}


def test_is_no_table_looked_at_while_answers_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Table, "find", lambda *_: 1 / 0)
    monkeypatch.setattr(Path, "read_text", lambda *_: 1 / 0)
    one_test(lambda: RIGHT)


def test_does_a_named_mistake_win_over_one_of_every_subject() -> None:
    table = recorded(("minus", "add, do not subtract", lambda: -RIGHT))
    assert cause_of(lambda: -RIGHT, table).problem == "is not right"
    assert cause_of(lambda: -RIGHT, Table()).problem == "has the wrong sign"


def test_does_a_mistake_without_a_sentence_leave_the_words_alone() -> None:
    assert cause_of(lambda: -RIGHT, recorded(("minus", "", lambda: -RIGHT))).problem == "has the wrong sign"


def test_is_an_error_named_by_its_type() -> None:
    table = recorded(("no-key", "look it up first", lambda: {}["x"]))
    cause = cause_of(lambda: {}["y"], table)
    assert (cause.in_full, cause.says) == ("raised KeyError: 'y'", "look it up first")
    assert cause_of(lambda: [][0], table).says == ""


def test_are_clashes_listed_and_the_first_kept() -> None:
    table = recorded(PLUS_ONE, ("next", "another sentence", lambda: RIGHT + 1))
    assert cause_of(lambda: RIGHT + 1, table).mistake == "plus-one"
    assert table.clashes == ["adds_up 1: next gives the same as plus-one"]


@pytest.mark.parametrize(
    "wrong",
    [np.array([[1, 2]]), 2.5, True, None, "text", [np.nan, np.inf, -np.inf], 1 + 2j, np.float32(0.1)]
    + [(1.0, np.ones((2, 3))), [[1.0], [2.0, 3.0]], {"w": RIGHT + 1, 2: (None, "x")}],
    ids=str,
)
def test_does_a_value_survive_the_file(wrong: object) -> None:
    table = recorded(("odd", "that is odd", lambda: wrong))
    again = Table(json.loads(json.dumps(table.calls, allow_nan=False)))
    assert again.calls == table.calls and cause_of(lambda: wrong, again).says == "that is odd"


@pytest.mark.parametrize("wrong", [np.ones(1001), {"a": np.ones(600), "b": np.ones(600)}, object(), {1, 2}], ids=type)
def test_is_what_is_large_or_no_plain_data_left_out(wrong: object) -> None:
    assert recorded(("odd", "that is odd", lambda: wrong)).calls == {}


def test_is_the_file_beside_the_notebook_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def says() -> str:
        with pytest.raises(check.CheckFailed) as failure:
            one_test(lambda: RIGHT + 1)
        return failure.value.cause.says

    assert says() == ""
    Path("mistakes.json").write_text(json.dumps({"calls": recorded(PLUS_ONE).only(["adds_up"]).calls}))
    assert says() == "one too much"
    Path("mistakes.json").write_text(json.dumps({"calls": recorded(PLUS_ONE).only(["other"]).calls}))
    assert says() == ""
    Path("mistakes.json").write_text("{")
    assert says() == ""


def test_are_draws_named_by_their_mean() -> None:
    def one_draw(mean: float, seed: int) -> None:
        @check.test
        def centred() -> None:
            draws = np.random.default_rng(seed).normal(mean, 1.0, 10_000)
            check.value(draws, of="the draws").statistics(mean=0.0, std=1.0)

    table = Table()
    with check.recording(table, "off-centre", "centre the draws"), suppress(check.CheckFailed):
        one_draw(1.0, 0)
    with pytest.raises(check.CheckFailed, match="centre the draws"), check.using(table):
        one_draw(1.0, 1)


def test_is_a_sentence_written_once_for_all_forms_of_a_mistake() -> None:
    bank = exercise("f")
    bank.wrong("twice", "only once", loses="t", edit=("a", "b"))
    bank.wrong("twice", loses="t", edit=("a", "c"))
    assert [wrong.says for wrong in bank.wrongs] == ["only once", "only once"]
    with pytest.raises(ValueError, match="first wrong answer"):
        bank.wrong("twice", "again", loses="t", edit=("a", "d"))
