"""Whatever comes over the link, the judge takes it for a claim of numbers, or for the student's error."""

import json
import math
import socket
import struct
import threading
import time
from typing import IO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import verdict

from autograder.check import CheckFailed, Outcome
from autograder.check.compare import Tolerance, find_fault
from autograder.grading.judge_process import Cell, Student
from autograder.grading.wire import Refused, pack, receive, unpack
from autograder.grading.zygote import Zygote

from .forged import LINK

RIGHT = {"value": ["array", "float64", [2], "AAAAAAAAAEAAAAAAAAAAQA=="], "raised": None, "changed": ""}
TEST = "check.call(f, np.ones(2)).gives([2.0, 2.0])"
RAISED = {"types": ["list", ["ValueError"]], "text": "no", "function": "", "line": ""}


def message(content: bytes) -> bytes:
    return struct.pack("<I", len(content)) + content


def reply(**changes: object) -> bytes:
    """A reply that is right but for these changes, as `pack` would have packed it."""
    return message(json.dumps(["dict", [[key, value] for key, value in (RIGHT | changes).items()]]).encode())


class OneStudent:
    """A student process that says these bytes, whatever it is asked."""

    isolation = ""

    def __init__(self, says: bytes) -> None:
        self._says = says

    def start(self, files: IO[bytes] | None = None) -> socket.socket:
        near, self._far = socket.socketpair()
        threading.Thread(target=self._talk, daemon=True).start()
        return near

    def _talk(self) -> None:
        try:
            self._far.sendall(self._says)
        except OSError:
            return

    def stop(self) -> str:
        self._far.close()
        return ""

    def close(self) -> None:
        """Nothing is left."""


def asked(says: bytes, seconds: float = 0.2) -> Outcome:
    """What the judge makes of these bytes."""
    student = Student(OneStudent(says), None)
    student.deadline = time.monotonic() + seconds
    outcome = student.ask("call", "f", [], {})
    student.end()
    return outcome


def test_a_right_reply_arrives() -> None:
    """Else the others would prove nothing."""
    assert np.array_equal(asked(reply()).value, [2.0, 2.0])


EIGHT = "AAAAAAAAAEA="
FORGED = {
    "nothing": b"",
    "half a length": b"\x01\x00",
    "half a message": reply()[:-5],
    "a length of 4 GB": b"\xff\xff\xff\xff",
    "a length that is too large": struct.pack("<I", 17 * 2**20) + b" " * 1000,
    "no JSON": message(b"\xff\xfe\x00"),
    "deep JSON": message(b"[" * 100_000),
    "a number with a million digits": message(b"1" * 1_000_000),
    "a dictionary": message(b'{"value": 1}'),
    "a list": message(b"[]"),
    "nothing but null": message(b"null"),
    "no field": message(json.dumps(["dict", []]).encode()),
    "an error that is a number": reply(raised=5),
    "an error without its types": reply(raised=["dict", [["text", "no"]]]),
    "an error whose types are a number": reply(raised=["dict", [["types", 5]]]),
    "a tag of its own": reply(value=["object", "os.system"]),
    "a pickle": reply(value=["pickle", "gASVAAAA"]),
    "an array of objects": reply(value=["array", "object", [1], EIGHT]),
    "a negative size": reply(value=["array", "float64", [-1], EIGHT]),
    "two negative sizes": reply(value=["array", "float64", [-1, -1], EIGHT]),
    "a size that is a truth value": reply(value=["array", "float64", [True], EIGHT]),
    "a size that is nan": message(reply(value=["array", "float64", [0.5], EIGHT])[4:].replace(b"0.5", b"NaN")),
    "a size of a billion": reply(value=["array", "float64", [10**9], EIGHT]),
    "a hundred axes": reply(value=["array", "float64", [1] * 100, EIGHT]),
    "sizes whose product is small": reply(value=["array", "float64", [2**32, 2**32], EIGHT]),
    "bytes that are none": reply(value=["array", "float64", [1], "§§§"]),
    "a set of lists": reply(value=["set", [["list", []]]]),
    "an array for a key": reply(value=["dict", [[["array", "float64", [1], EIGHT], 1]]]),
    "a list in a list in a list": reply(value=json.loads("[" * 30 + '"list", []' + "]" * 30)),
    "a dtype of the judge's": reply(value=["dtype", "float128"]),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_reply_is_the_students_error(name: str) -> None:
    began = time.monotonic()
    outcome = asked(FORGED[name])
    assert outcome.raised is not None and outcome.value is None
    assert time.monotonic() - began < 5


def test_a_message_that_comes_in_drops_does_not_hold_the_judge_up() -> None:
    class Dripping(OneStudent):
        def _talk(self) -> None:
            for byte in struct.pack("<I", 2**20) + b" " * 2**20:
                try:
                    self._far.sendall(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.0002)

    student = Student(Dripping(b""), None)
    student.deadline = time.monotonic() + 0.2
    ran = student.run(Cell("drops", "student", "1", 0.2), 0.2)
    assert "runs too long" in ran.outputs[0]["evalue"]
    assert ran.seconds < 5


def test_a_reply_whose_keys_all_have_one_hash_does_not_hold_the_judge_up() -> None:
    """A dict of such keys takes the square of their number: this one half a minute, one of 16 MB half an hour."""
    colliding = ["dict", [[k * (2**61 - 1), 0] for k in range(1, 80_000)]]
    student = Student(OneStudent(reply(value=colliding)), None)
    ran = student.run(Cell("collides", "student", "1", 0.2), 0.2)
    student.end()
    assert "runs too long" in ran.outputs[0]["evalue"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.0, True, None, "2", 10**400, [2.0, 2.0, 2.0], {}])
def test_numbers_that_are_none_are_wrong_and_no_more(value: object) -> None:
    outcome = asked(reply(value=pack(value)))
    assert find_fault(outcome.value, np.array([2.0, 2.0]), Tolerance()) is not None


# ------------------------------------------------------------------------------------------------ out of a real process
SAY = LINK + "def f(x):\n    link().sendall(struct.pack('<I', {length}) + {content!r})\n    import os; os._exit(0)"


def test_a_reply_that_was_forged_in_the_process_arrives(zygote: Zygote) -> None:
    """It may say what it likes, as numbers: these are right."""
    content = reply()[4:]
    assert verdict(zygote, SAY.format(length=len(content), content=content), TEST, seconds=0.5) == [""]


@pytest.mark.parametrize("name", ["a pickle", "deep JSON", "a negative size", "a tag of its own"])
def test_a_forged_reply_fails_its_test_and_lets_the_judge_go_on(zygote: Zygote, name: str) -> None:
    content = FORGED[name][4:]
    first, second = verdict(
        zygote, SAY.format(length=len(content), content=content), TEST, "assert 1 + 1 == 2", seconds=0.5
    )
    assert first and second == ""


def test_replies_before_the_questions_do_not_answer_later_tests(zygote: Zygote) -> None:
    """They are claims like any other; the second test expects other numbers."""
    content = reply()[4:]
    twice = LINK + f"for _ in range(5): link().sendall({message(content)!r})\ndef f(x): return x"
    first, second = verdict(zygote, twice, TEST, "check.call(f, np.ones(2)).gives([3.0, 3.0])", seconds=0.5)
    assert second != "" and "3" in second or "f" in second


# ------------------------------------------------------------------------------------------------ fuzz
fuzzed = settings(max_examples=60, deadline=None)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
tags = st.sampled_from(
    ["list", "tuple", "set", "dict", "complex", "bytes", "dtype", "array", "scalar", "tensor", "rng"]
)
dtypes = st.sampled_from(["float64", "int8", "bool", "complex64", "object", "float16", "uint64", "torch.float32"])
anything = st.recursive(
    scalars | dtypes | st.just(EIGHT),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    | st.tuples(tags, st.lists(inner, max_size=3)).map(list)
    | st.tuples(st.sampled_from(["array", "scalar", "tensor"]), dtypes, st.lists(st.integers(-2, 9) | inner, max_size=3), st.just(EIGHT) | st.just("")).map(list),
    max_leaves=12,
)  # fmt: skip


@fuzzed
@given(anything)
def test_the_decoder_refuses_what_it_does_not_know_and_raises_nothing_else(data: object) -> None:
    try:
        unpack(json.loads(json.dumps(data)))
    except (Refused, ValueError, TypeError):
        return


@fuzzed
@given(st.binary(max_size=60) | anything.map(lambda data: message(json.dumps(data).encode())))
def test_receiving_fails_with_an_oserror_or_a_refusal(content: bytes) -> None:
    near, far = socket.socketpair()
    with near, far:
        far.sendall(content)
        far.shutdown(socket.SHUT_WR)
        try:
            receive(near, time.monotonic() + 5)
        except (OSError, Refused):
            return


@fuzzed
@given(anything | anything.map(lambda raised: ["dict", [["value", 1], ["raised", raised], ["changed", ""]]]))
def test_whatever_is_replied_an_outcome_comes_of_it(data: object) -> None:
    assert isinstance(asked(message(json.dumps(data).encode())), Outcome)


EXPECTED = [np.ones(2), 1.0, "text", None, (np.ones(2), 3), {"a": np.ones((2, 2)), "b": 1}, np.array([True, False]), 7]


@fuzzed
@given(anything, st.sampled_from(EXPECTED))
def test_comparing_a_reply_gives_a_cause_or_none_and_no_error(data: object, expected: object) -> None:
    try:
        value = unpack(json.loads(json.dumps(data)))
    except (Refused, ValueError, TypeError):
        return
    cause = find_fault(value, expected, Tolerance())
    assert cause is None or str(CheckFailed(cause, hidden=True))
