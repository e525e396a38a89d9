"""Every attack earns what its honest answers earn; nobody else is harmed, and nothing is left behind."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from another_user import ROOT, another_user

from autograder.grading.sandbox.level import why_not

from .attack import EARNED, Attack
from .ground import HIDDEN, TOPIC
from .run import ATTACKS, CLASS_OF, Batch, batch_at, demonstrations

# In the slow suite Landlock meets every attack; in the quick one those that reach for something outside.
OUTSIDE = ("the file system", "processes and signals", "the network", "the next student")
SUITES = {
    "namespaces": tuple(a for a in ATTACKS if "namespaces" in a.levels),
    "landlock": tuple(a for a in ATTACKS if "landlock" in a.levels and CLASS_OF[a.name] in OUTSIDE),
    "landlock, the others": tuple(a for a in ATTACKS if "landlock" in a.levels and CLASS_OF[a.name] not in OUTSIDE),
    "stock": demonstrations("stock"),
    "process": demonstrations("process"),
}
QUICK = ("namespaces", "landlock")
JUDGED = (*QUICK, "landlock, the others")
Loose = Callable[[str], Batch]


def suite(name: str, *values: object, id: str) -> object:
    """A parameter set of a suite."""
    return pytest.param(name, *values, id=id, marks=[] if name in QUICK else [pytest.mark.slow])


def each_attack(*suites: str) -> list[object]:
    return [suite(name, attack, id=f"{attack.name} ({name})") for name in suites for attack in SUITES[name]]


@pytest.fixture(scope="module")
def loose() -> Iterator[Loose]:
    """What became of a suite's attacks: one batch for all tests that ask."""

    @cache
    def batch(name: str) -> Batch:
        level = name.split(",")[0]
        reason = why_not(level) if name in JUDGED else ""
        if reason:
            pytest.skip(f"{level}: {reason}")
        return batch_at(level, SUITES[name])

    yield batch


@pytest.mark.parametrize(("name", "attack"), each_attack(*JUDGED))
def test_an_attack_earns_what_its_honest_answers_earn_and_does_no_harm(loose: Loose, name: str, attack: Attack) -> None:
    run = loose(name).runs[attack.name]
    assert run.passed == (frozenset() if attack.refused else EARNED | attack.also)
    assert run.result.problem if attack.refused else all(test.message or test.score for test in run.result.tests)
    assert not run.has_worked, run.shown[:2000]
    assert not run.traces
    assert not HIDDEN.search(run.told)
    assert run.secret not in run.told


@pytest.mark.parametrize("name", [suite(name, id=name) for name in JUDGED])
def test_honest_students_in_between_have_all_their_points(loose: Loose, name: str) -> None:
    honest = loose(name).honest
    assert len(honest) > 3 and {result.score for result in honest} == {20.0}


@pytest.mark.parametrize("name", [suite(name, id=name) for name in JUDGED])
def test_nothing_is_changed_and_nothing_is_left_running(loose: Loose, name: str) -> None:
    batch = loose(name)
    assert batch.changed == () and batch.left_behind == ()


@pytest.mark.parametrize(("name", "attack"), each_attack("stock", "process"))
def test_an_attack_works_where_nothing_stands_against_it(loose: Loose, name: str, attack: Attack) -> None:
    """Else it would prove nothing."""
    run = loose(name).runs[attack.name]
    assert run.has_worked, run.result.problem or run.shown[:2000]


def test_there_are_many_attacks_of_many_classes() -> None:
    assert len(ATTACKS) >= 60 and len(set(CLASS_OF.values())) >= 12
    assert len(CLASS_OF) == len(ATTACKS), "two attacks have one name"


@pytest.mark.slow
def test_all_this_holds_for_a_plain_user_too() -> None:
    """A class may well be graded by one who is not root."""
    with tempfile.TemporaryDirectory() as folder:
        user = another_user(Path(folder))
        for part in (f"{part}/{TOPIC}" for part in ("source", "release", "solutions")):
            shutil.copytree(ROOT / part, user.folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "nbgrader_config.py", user.folder)
        user.run_tests("attacks/test_attacks.py")
