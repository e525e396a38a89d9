"""The command line: each verb is one call into the library, with the library's defaults."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.course import find_course
from autograder.errors import CourseError
from autograder.threads import use_one_thread

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
screen = Console(width=None if sys.stdout.isatty() else 120, soft_wrap=True, highlight=False)

Topics = Annotated[
    list[str] | None, typer.Argument(metavar="[TOPIC]...", help="Such as 01-activations or 01. All if none is named.")
]


@app.callback()
def _course() -> None:
    """Build, audit, release and grade a course of nbgrader notebooks."""


@app.command()
def build(
    topics: Topics = None,
    keep: Annotated[str | None, typer.Option(help="Which side wins after an edit in JupyterLab: text, notebook.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if anything is stale.")] = False,
) -> None:
    """Make the notebooks of `source/`, `release/` and `solutions/` from the text masters.

    [dim]autograder build                          all topics
    autograder build 03 --check               is 03-backprop fresh?
    autograder build 03 --keep notebook       take over what was edited in JupyterLab[/dim]
    """
    from autograder.authoring import build as building

    if keep not in (None, "text", "notebook"):
        raise typer.BadParameter("say text or notebook", param_hint="--keep")
    course = find_course()
    changed = []
    for topic in course.chosen(topics):
        with screen.status(f"{topic.name}"):
            made = building.stale(course, topic) if check else building.build(course, topic, keep)  # type: ignore[arg-type]
        changed += made
        screen.print(f"{topic.name}: {len(made)} files {'stale' if check else 'written'}" if made else f"{topic.name}: fresh")
    if check and changed:
        raise CourseError(f"{_short(changed[0], course.root)} is stale", "Run `autograder build` and commit what it makes.")


@app.command()
def audit(
    topics: Topics = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every figure, for machines.")] = False,
    workers: Annotated[int, typer.Option(help="Topics at once.")] = os.cpu_count() or 1,
) -> None:
    """Are these assignments ready? Try every known answer and every mutant on their tests.

    [dim]autograder audit 03                       one topic
    autograder audit --json > audit.json      all topics, for machines[/dim]
    """
    from autograder.authoring.audit import audit_all
    from autograder.reports.audit import as_table, audit_json

    chosen = find_course().chosen(topics)
    with screen.status(f"{len(chosen)} topics"):
        audits = audit_all(chosen, workers)
    if as_json:
        print(audit_json(audits))
    else:
        screen.print(as_table(audits))
        for found in audits:
            for problem in [*found.faults, *found.slow]:
                screen.print(f"{found.topic}: {problem}", style="red", markup=False)
            for note in found.notes:
                screen.print(f"{found.topic}: {note}", style="dim", markup=False)
    if any(found.faults or found.slow for found in audits):
        raise typer.Exit(1)


def _short(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def main() -> None:
    """Run a command: 0 done, 1 something failed, 2 wrong use."""
    use_one_thread()
    try:
        app()
    except CourseError as error:
        Console(stderr=True).print(f"✗ {error.message}", style="red", markup=False, highlight=False, soft_wrap=True)
        Console(stderr=True).print(f"  {error.next_step}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
