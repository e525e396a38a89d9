"""The command line: each verb is one call into the library, with the library's defaults."""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.course import Course, find_course
from autograder.errors import CourseError
from autograder.imports import skip_unused_imports
from autograder.result import Result, Submission
from autograder.threads import use_one_thread

if TYPE_CHECKING:
    from autograder.grading.batch import How

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
screen = Console(width=None if sys.stdout.isatty() else 120, soft_wrap=True, highlight=False)

Topics = Annotated[
    list[str] | None, typer.Argument(metavar="[TOPIC]...", help="Such as 01-activations or 01. All if none is named.")
]


WORKERS = os.cpu_count() or 1
INTERRUPTED = 130  # what typer exits with at Ctrl-C
Workers = Annotated[int, typer.Option(help="Submissions at once.", min=1)]
Isolation = Annotated[
    str, typer.Option(help="Shut student code in by: best, namespaces, landlock, process (not at all).")
]
Trust = Annotated[
    bool,
    typer.Option("--trust-submissions", help="Grade even where student code cannot be shut in; see docs/isolation.md."),
]


@app.callback()
def _course() -> None:
    """Build, audit, release and grade a course of nbgrader notebooks."""


@app.command()
def build(
    topics: Topics = None,
    keep: Annotated[
        str | None, typer.Option(help="Which side wins after an edit in JupyterLab: text, notebook.")
    ] = None,
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
        screen.print(
            f"{topic.name}: {len(made)} files {'stale' if check else 'written'}" if made else f"{topic.name}: fresh"
        )
    if check and changed:
        raise CourseError(
            f"{_short(changed[0], course.root)} is stale", "Run `autograder build` and commit what it makes."
        )


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


@app.command()
def grade(
    topics: Topics = None,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be given several times.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Also what has not changed since it was graded.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be graded, and stop.")] = False,
    what_changed: Annotated[
        bool, typer.Option("--what-changed", help="After an edited test: show new scores, ask, then record.")
    ] = False,
    workers: Workers = WORKERS,
    engine: Annotated[
        str, typer.Option(help="How the notebooks are run: judged, or nbgrader (stock, slow).")
    ] = "judged",
    isolation: Isolation = "best",
    trust: Trust = False,
    scheduler: Annotated[str, typer.Option(help="A Dask cluster that does the grading, tcp://...")] = "",
) -> None:
    """Grade what `submitted/` holds, write feedback, and tell how the class did.

    [dim]autograder grade                          everything that is new
    autograder grade 03 --student ada         one submission
    autograder grade 03 --what-changed        after an edited test: who would gain or lose[/dim]
    """
    from autograder.grading.batch import ENGINES, How, stale
    from autograder.grading.submissions import NO_NAME, find_submissions, odd_names

    if engine not in ENGINES:
        raise typer.BadParameter(f"say {' or '.join(ENGINES)}", param_hint="--engine")
    course = find_course()
    submissions = find_submissions(course, course.chosen(topics), student or [])
    odd = odd_names(course)
    for name in odd:
        screen.print(f"✗ submitted/{name}: {NO_NAME}", style="red", markup=False)
    if not submissions:
        raise CourseError(f"{course.root / 'submitted'}: nothing to grade", "Collect first: `nbgrader collect TOPIC`.")
    how = How(workers, engine, isolation, trust, scheduler)
    if dry_run:
        todo = stale(course, submissions, how, force=force)
        for submission in todo:
            screen.print(f"{submission.student}/{submission.topic}", markup=False)
        screen.print(f"{len(todo)} of {len(submissions)} submissions would be graded")
    elif what_changed:
        _grade_what_changed(course, submissions, how, force)
    elif not all(result.is_complete for result in _grade(course, submissions, how, force)) or odd:
        raise typer.Exit(1)


@app.command()
def demo(
    students: Annotated[int, typer.Option(help="How many.", min=1)] = 30,
    every: Annotated[bool, typer.Option("--all", help="All topics, not only the first five notebooks.")] = False,
    workers: Workers = WORKERS,
) -> None:
    """See it work: a class drawn from the answer bank, from release to feedback.

    [dim]autograder demo                           30 students, 5 topics
    autograder demo --students 3              a quick look[/dim]
    """
    from autograder import demo as demonstration
    from autograder.authoring.build import build as build_topic
    from autograder.grading.batch import How
    from autograder.grading.submissions import find_submissions
    from autograder.reports.grades import write_grades
    from autograder.reports.progress import bar

    course = find_course()
    topics = [topic for topic in course.topics() if every or topic.name in demonstration.TOPICS]
    people = demonstration.demo_class(students)
    with bar(screen) as steps:
        made = steps.add_task("build the release", total=len(topics), running={})
        handed_in = steps.add_task("through the exchange", total=len(topics) * len(people), running={})
        for topic in topics:
            build_topic(course, topic)
            steps.advance(made)
        for topic in topics:
            demonstration.hand_in(course, topic, people, lambda: steps.advance(handed_in))
    submissions = find_submissions(course, topics, [person.id for person in people])
    results = _grade(course, submissions, How(workers, trusted=True))  # its submissions are our own
    write_grades(results, course.root / "grades.csv")
    page = course.root / "feedback" / results[0].student / results[0].topic
    screen.print("\nWhere to look next")
    screen.print("  grades.csv                       every score")
    screen.print(f"  {_short(page, course.root)}/    what a student reads")
    screen.print("  autograder lab                   then Nbgrader > Formgrader, to see each submission")


@app.command()
def kit(
    topics: Topics = None,
    output: Annotated[Path, typer.Option(help="The folder to write; the zip file stands beside it.")] = Path("kit"),
) -> None:
    """Pack what students get where there is no exchange: notebooks, a small wheel, a start script.

    [dim]autograder kit                            all topics, into kit/ and kit.zip
    autograder kit 01 03 --output week1       two topics[/dim]
    """
    from autograder.authoring.kit import make_kit

    course = find_course()
    packed = make_kit(course, course.chosen(topics), output.resolve())
    screen.print(f"{_short(packed, course.root)}: {packed.stat().st_size / 1e6:.1f} MB")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open JupyterLab with the course's settings; Formgrader is in its menu Nbgrader.

    [dim]autograder lab
    autograder lab --no-browser --port 8899   JupyterLab's own options[/dim]
    """
    from autograder.lab.start import start

    os.chdir(find_course().root)
    start(context.args)


def _grade(course: Course, submissions: Sequence[Submission], how: "How", force: bool = False) -> list[Result]:
    """Grade with a progress bar; print how each topic went, and the mistakes most often made."""
    from autograder.grading.batch import Watch, grade_all
    from autograder.reports.overview import isolation_line, mistakes_table, topics_table
    from autograder.reports.progress import GradingBar

    with GradingBar(screen, len(submissions)) as progress:
        try:
            results = grade_all(course, submissions, how, force=force, watch=Watch(progress.begun, progress.done))
        except KeyboardInterrupt:
            said = f"stopped: {progress.count} of {len(submissions)} are graded and kept"
            raise CourseError(said, "The same command goes on from there.") from None
    screen.print()
    screen.print(topics_table(results))
    screen.print("\nThe mistakes most often made")
    screen.print(mistakes_table(results))
    screen.print(isolation_line(results), style="dim")
    _tell_what_is_incomplete(results)
    return results


def _tell_what_is_incomplete(results: Sequence[Result]) -> None:
    from autograder.reports.overview import faults_of

    for fault in faults_of(results):
        screen.print(f"✗ {fault}", style="red", markup=False)
    for result in results:
        if result.problem:
            screen.print(f"✗ {result.student}/{result.topic}: {result.problem}", style="red", markup=False)


def _grade_what_changed(course: Course, submissions: Sequence[Submission], how: "How", force: bool) -> None:
    """Grade what is stale, show which scores would change, and record that if it is wanted."""
    from autograder.grading.batch import Watch, grade_only, record_all, stale
    from autograder.grading.changes import find_changes
    from autograder.reports.changes import changes_table
    from autograder.reports.progress import GradingBar

    todo = stale(course, submissions, how, force=force)
    entries = []
    with (
        GradingBar(screen, len(todo)) as progress,
        closing(grade_only(course, todo, how, Watch(progress.begun))) as done,
    ):
        for some in done:
            entries += some
            for entry in some:
                progress.done(entry.graded.result)
    changes = find_changes(course, entries)
    screen.print(changes_table(changes) if changes else "No score changes.")
    results = [entry.graded.result for entry in entries]
    _tell_what_is_incomplete(results)
    lower = sum(change.new < change.old for change in changes)
    if lower and not typer.confirm(f"{lower} {'score' if lower == 1 else 'scores'} would be lower. Record all this?"):
        screen.print("Nothing was recorded.")
        raise typer.Exit(1)
    record_all(course, entries, how)
    screen.print(f"{len(entries)} submissions recorded; scores, extra credit and comments given by hand are as before.")
    if not all(result.is_complete for result in results):
        raise typer.Exit(1)


def _short(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def main() -> None:
    """Run a command: 0 done, 1 something failed, 2 wrong use."""
    use_one_thread()
    skip_unused_imports()
    try:
        app()
    except CourseError as error:
        _give_up(error)
    except SystemExit as ended:
        if ended.code != INTERRUPTED:
            raise
        _give_up(CourseError("stopped", "The same command goes on from there."))


def _give_up(error: CourseError) -> None:
    Console(stderr=True).print(f"✗ {error.message}", style="red", markup=False, highlight=False, soft_wrap=True)
    Console(stderr=True).print(f"  {error.next_step}", markup=False, highlight=False, soft_wrap=True)
    sys.exit(error.exit_code)
