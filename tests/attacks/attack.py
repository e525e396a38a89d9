"""An attack: a submission that answers two exercises honestly and tries for more, or for harm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# Exercises that every attack answers honestly, and their tests: 5 points.
HONEST = ("sigmoid", "sigmoid_grad")
EARNED = frozenset(
    "sigmoid_by_hand sigmoid_everywhere log_sigmoid_everywhere sigmoid_grad_by_hand sigmoid_grad_everywhere".split()
)

Place = Literal["first", "early", "late", "last"]
Proof = Literal["points", "hidden", "secret", "trace", "shown", "lost", "big"]


@dataclass(frozen=True)
class Attack:
    """A submission, and how it is shown alive.

    `code` runs in a cell of its own: before the imports, after them, after the honest exercises, or at the end.
    In it `$secret`, `$scratch` and the like stand for places of the `Ground`.
    """

    name: str
    tries: str  # one sentence
    code: str = ""
    place: Place = "early"
    answers: Mapping[str, str] = field(default_factory=dict)  # solution cells beside the honest ones
    markdown: str = ""  # a text cell of its own
    change: str = ""  # how its file is changed: a function of notebook_file.CHANGES
    # Where it works, and how that shows: on stock nbgrader, or in the engine with its sandbox off ("process").
    # "here": its answers are right, so the tests in `also` pass, but not the one that asks for work by hand.
    where: Literal["stock", "process", "here"] = "stock"
    proof: Proof = "points"
    sign: str = ""  # what it shows when it has worked, for the proof "shown"
    also: frozenset[str] = frozenset()  # tests that it passes by right answers
    refused: bool = False  # the whole submission is a zero with a reason
    levels: tuple[str, ...] = ("namespaces", "landlock")
