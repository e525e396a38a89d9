"""Which mistake is it? The bank's wrong answers say: the build records what each of them gives.

    with recording(table, "no-shift", "exp overflows; ..."):  # the build, for each wrong answer
        run(cells)
    table.only(visible_tests)                                 # what is released beside the notebook

A test ends at the first wrong call, so one value a test is recorded: the mistake is right in the calls before. An
answer that comes as far was right in them too; so a mistake that gives the same here fits all its calls.
Nothing is looked up, and no file is read, while answers are right.
"""

import json
import math
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from .calling import Outcome, Raised
from .cause import Cause
from .compare import Tolerance, all_zeros, as_numbers, find_fault

RELEASED = Path("mistakes.json")  # in the working directory: beside the notebook
MOST_NUMBERS = 1000
Entry = dict[str, Any]  # "mistake": its id, "says": its sentence or "", and "gives": a value or "raises": an error type


@dataclass
class Table:
    """What known mistakes give in their first wrong call, by test and its number: "softmax_by_hand 2"."""

    calls: dict[str, list[Entry]] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)  # not written

    def find(self, call: str, outcome: Outcome, tolerance: Tolerance) -> Entry | None:
        """The first mistake that gives the same in this call."""
        return next((entry for entry in self.calls.get(call, []) if _gives_this(entry, outcome, tolerance)), None)

    def add(self, call: str, mistake: str, says: str, outcome: Outcome, tolerance: Tolerance) -> None:
        """Record what a wrong answer gave, unless another mistake gave it before or it is no plain data."""
        known = self.find(call, outcome, tolerance)
        if known and known["mistake"] != mistake:
            self.clashes.append(f"{call}: {mistake} gives the same as {known['mistake']}")
        if known or _size(outcome.value) > MOST_NUMBERS:
            return
        with suppress(TypeError):
            what = {"raises": outcome.raised.types[0]} if outcome.raised else {"gives": _to_json(outcome.value)}
            self.calls.setdefault(call, []).append({"mistake": mistake, "says": says, **what})

    def add_entry(self, call: str, entry: Entry) -> None:
        """Take over what was recorded elsewhere, unless another mistake gave it before."""
        outcome = Outcome(raised=Raised((entry["raises"],), "", "", "")) if "raises" in entry else None
        known = self.find(call, outcome or Outcome(_from_json(entry["gives"])), Tolerance())
        if known and known["mistake"] != entry["mistake"]:
            self.clashes.append(f"{call}: {entry['mistake']} gives the same as {known['mistake']}")
        if not known:
            self.calls.setdefault(call, []).append(entry)

    def only(self, tests: Collection[str]) -> "Table":
        """The part of these tests."""
        return Table({call: entries for call, entries in self.calls.items() if call.split()[0] in tests})


@dataclass
class _Now:
    """What runs in this process."""

    table: Table | None = None  # None: the released one
    recorded: tuple[Table, str, str] | None = None  # while recording: into what, and whose answer runs (id, sentence)
    test: str = ""
    calls: int = 0


_now = _Now()


@contextmanager
def _now_with(**changes: Any) -> Iterator[None]:
    global _now
    before, _now = _now, replace(_now, **changes)
    try:
        yield
    finally:
        _now = before


def using(table: Table) -> AbstractContextManager[None]:
    """Name mistakes by this table, not by the one beside the notebook."""
    return _now_with(table=table)


def recording(table: Table, mistake: str, says: str = "") -> AbstractContextManager[None]:
    """The first wrong call of each test is recorded as this mistake; the test fails there as it always does."""
    return _now_with(recorded=(table, mistake, says))


def within(test: str) -> AbstractContextManager[None]:
    """Count the calls of this test, from 1."""
    return _now_with(test=test, calls=0)


def is_in_notebook() -> bool:
    """Whether a test runs for the person before the notebook: nobody records, and no judge brought its table."""
    return _now.recorded is None and _now.table is None


def next_call() -> str:
    """The name of the call that is judged now; the right ones count too."""
    _now.calls += 1
    return f"{_now.test} {_now.calls}"


def name_mistake(cause: Cause, call: str, outcome: Outcome, tolerance: Tolerance) -> Cause:
    """The cause with the mistake that gives the same, if one does: it wins over a mistake of every subject.

    An answer of zeros tells nothing: it is neither recorded nor named.
    """
    if not outcome.raised and all_zeros(outcome.value):
        return cause
    if _now.recorded:
        table, mistake, says = _now.recorded
        table.add(call, mistake, says, outcome, tolerance)
        return cause
    table = read_table() if _now.table is None else _now.table
    entry = table.find(call, outcome, tolerance)
    if not entry or not entry["says"]:
        return cause
    problem = "is not right" if cause.mistake else cause.problem
    return replace(cause, problem=problem, mistake=entry["mistake"], says=entry["says"])


def read_table(path: Path = RELEASED) -> Table:
    """The table in a file that the build made; an empty one if it cannot be read."""
    try:
        return table_from(path.read_text(encoding="utf-8"))
    except OSError:
        return Table()


def table_from(text: str) -> Table:
    """The table in the text of such a file; an empty one for anything else."""
    try:
        return Table(json.loads(text)["calls"])
    except (ValueError, KeyError, TypeError):
        return Table()


def _gives_this(entry: Entry, outcome: Outcome, tolerance: Tolerance) -> bool:
    if outcome.raised:
        return bool(entry.get("raises") == outcome.raised.types[0])
    return "gives" in entry and find_fault(outcome.value, _from_json(entry["gives"]), tolerance) is None


def _to_json(value: Any) -> Any:
    """Plain data; a TypeError for anything else."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict) and all(isinstance(key, str | int) for key in value):
        return {"dict": [[key, _to_json(item)] for key, item in value.items()]}
    numbers = as_numbers(value)
    if isinstance(value, tuple) or (isinstance(value, list) and numbers is None):
        return {"tuple": [_to_json(item) for item in value]}
    if numbers is None:
        raise TypeError(f"a {type(value).__name__} is not plain data")
    shape = {} if numbers.size else {"shape": list(numbers.shape)}  # the values of an empty array do not tell it
    return {"dtype": str(numbers.dtype), "values": _rounded(numbers.tolist()), **shape}


def _from_json(data: Any) -> Any:
    match data:
        case {"dict": pairs}:
            return {key: _from_json(item) for key, item in pairs}
        case {"tuple": items}:
            return tuple(map(_from_json, items))
        case {"dtype": dtype, "values": values}:
            array = np.array(values, dtype)
            return array.reshape(data["shape"]) if "shape" in data else array
    return data


def _rounded(numbers: Any) -> Any:
    """To 12 digits: more than a tolerance asks, the same on every machine. JSON has no nan: text, which numpy reads."""
    if isinstance(numbers, list):
        return [_rounded(number) for number in numbers]
    if isinstance(numbers, int):
        return numbers
    text = f"{numbers:.12g}"
    return float(text) if isinstance(numbers, float) and math.isfinite(numbers) else text


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    numbers = as_numbers(value)
    if numbers is None:
        return sum(map(_size, value)) if isinstance(value, tuple | list) else 1
    return numbers.size
