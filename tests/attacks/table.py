"""Write docs/attacks.md from a run of all attacks: `python -m tests.attacks.table` in the course's folder."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "grading")]

from autograder.threads import use_one_thread

use_one_thread()

from attacks.attack import Attack
from attacks.run import ATTACKS, CLASS_OF, Batch, batch_at, demonstrations

WORDS = {
    "points": "earns points",
    "hidden": "reads a hidden input",
    "secret": "reads a secret",
    "trace": "does it",
    "shown": "shows it",
    "lost": "costs points",
    "big": "fills the disk",
}
HEAD = """# Attacks

Made by `python -m tests.attacks.table` from a run: every row was graded just so. Each submission answers two exercises
honestly and must get exactly their points. "Without" is what the attack does on stock nbgrader (or, where that says so,
in this engine with its sandbox off); then what it does here, with namespaces and with Landlock. A test sees to it that
each of them works where nothing stands against it: else it would prove nothing.

| class | attack | tries | without | namespaces | Landlock |
|---|---|---|---|---|---|
"""


def without(attack: Attack, demonstrated: dict[str, Batch]) -> str:
    """What it does where nothing stands against it."""
    if attack.where == "here":
        return "passes by right answers"
    if not demonstrated[attack.where].runs[attack.name].has_worked:
        return "nothing"
    return WORDS[attack.proof] + (" (sandbox off)" if attack.where == "process" else "")


def here(attack: Attack, level: str, batch: Batch) -> str:
    """What it does in this engine."""
    if level not in attack.levels:
        return "-"
    run = batch.runs[attack.name]
    harm = run.has_worked or run.traces
    return "**works**" if harm else "refused, 0 points" if attack.refused else f"{run.result.score:g} points, no more"


def main() -> None:
    """Run everything, and write the page."""
    demonstrated = {where: batch_at(where, demonstrations(where)) for where in ("stock", "process")}
    levels = {name: batch_at(name, [a for a in ATTACKS if name in a.levels]) for name in ("namespaces", "landlock")}
    rows = [
        f"| {CLASS_OF[a.name]} | {a.name} | {a.tries} | {without(a, demonstrated)} | "
        f"{here(a, 'namespaces', levels['namespaces'])} | {here(a, 'landlock', levels['landlock'])} |"
        for a in ATTACKS
    ]
    page = HEAD + "\n".join(row.replace("\n", " ") for row in rows)
    (ROOT / "docs" / "attacks.md").write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
