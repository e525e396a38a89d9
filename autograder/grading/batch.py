"""Many submissions: which are to be graded, by whom, and how far they are."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from typing import Any

from autograder import stock
from autograder.course import Course, Topic, require_built
from autograder.errors import CourseError
from autograder.grading import nbgrader_engine
from autograder.grading.assignment import Assignment, Graded, read_assignment, read_submission, zero
from autograder.grading.crew import Crew
from autograder.grading.gradebook import Entry, record
from autograder.grading.sandbox.level import BEST, choose_level
from autograder.grading.students import SandboxBroken
from autograder.grading.submissions import fingerprint, forget_result, keep_result, read_result
from autograder.grading.text import printable
from autograder.grading.worker import Grade, Job, WriteFeedback
from autograder.result import Result, Submission
from autograder.threads import use_one_thread

ENGINES = ("judged", "nbgrader")
LOOK_SECONDS = 0.2  # how often pages that are done are looked for, while a submission takes long
WAITING = 4  # jobs ahead for each worker: more would only fill the memory
Submit = Callable[[Job], "Future[Any]"]


@dataclass(frozen=True)
class How:
    """How a class is graded."""

    workers: int = os.cpu_count() or 1
    engine: str = ENGINES[0]
    isolation: str = BEST
    trusted: bool = False  # grade even where student code cannot be shut in
    scheduler: str = ""  # the address of a Dask cluster that does the grading, "tcp://…"
    feedback: bool = True


@dataclass(frozen=True)
class Watch:
    """Who wants to know how far it is; `begun` is called from the workers' threads."""

    begun: Callable[[str, str], None] = lambda student, topic: None
    done: Callable[[Result], None] = lambda result: None


AS_USUAL, NOBODY = How(), Watch()


def grade_all(
    course: Course,
    submissions: Sequence[Submission],
    how: How = AS_USUAL,
    *,
    force: bool = False,
    watch: Watch = NOBODY,
) -> list[Result]:
    """Grade what changed since it was graded last, or all with `force`; the results are in the order given."""
    todo = stale(course, submissions, how, force=force)
    results = {s: kept for s in submissions if s not in set(todo) and (kept := read_result(course, s))}
    for result in results.values():
        watch.done(result)
    if not todo:
        return [results[submission] for submission in submissions]
    run = _by_nbgrader if how.engine == "nbgrader" else _judged
    with closing(run(course, todo, how, watch)) as entries:  # Ctrl-C ends the workers at once
        for entry in entries:
            keep_result(course, entry.submission, entry.graded.result)
            results[entry.submission] = entry.graded.result
            watch.done(entry.graded.result)
    return [results[submission] for submission in submissions]


def stale(
    course: Course, submissions: Sequence[Submission], how: How = AS_USUAL, *, force: bool = False
) -> list[Submission]:
    """The submissions that changed since they were graded, or whose assignment or engine did; all with `force`."""
    topics = _topics(course, submissions)
    for topic in topics.values():
        require_built(topic)
    return [s for s in submissions if force or not _is_fresh(course, topics[s.topic], s, how)]


def _topics(course: Course, submissions: Sequence[Submission]) -> dict[str, Topic]:
    """The topics of these submissions by name; looking one up reads a folder."""
    return {name: course.topic(name) for name in dict.fromkeys(submission.topic for submission in submissions)}


def _is_fresh(course: Course, topic: Topic, submission: Submission, how: How) -> bool:
    kept = read_result(course, submission)
    return kept is not None and kept.fingerprint == fingerprint(submission, topic, how.engine)


def grade_only(
    course: Course, todo: Sequence[Submission], how: How = AS_USUAL, watch: Watch = NOBODY
) -> Generator[list[Entry], None, None]:
    """Grade these, a few at a time as they are done; nothing is recorded."""
    if not todo:
        return
    with _local(how, watch, len(todo)) as crew, ExitStack() as stack:
        yield from _graded(course, todo, how, crew, stack)


def record_all(course: Course, entries: Sequence[Entry], how: How = AS_USUAL) -> None:
    """Enter what was graded before, write its feedback, and keep it."""
    _prepare(course, [entry.submission for entry in entries])
    with _local(how, NOBODY, len(entries)) as crew:
        for entry in _recorded(course, [entries], how, crew):
            keep_result(course, entry.submission, entry.graded.result)


# ------------------------------------------------------------------------------------------------ judged
def _judged(course: Course, todo: Sequence[Submission], how: How, watch: Watch) -> Generator[Entry, None, None]:
    """Workers grade and write feedback; this process alone writes to the gradebook, in between."""
    with _local(how, watch, len(todo)) as crew, ExitStack() as stack:
        if not how.scheduler:
            crew.warm_up()
        _prepare(course, todo)
        yield from _recorded(course, _graded(course, todo, how, crew, stack), how, crew)


def _prepare(course: Course, submissions: Sequence[Submission]) -> None:
    for topic in _topics(course, submissions).values():
        nbgrader_engine.prepare(course, topic)


def _local(how: How, watch: Watch, jobs: int) -> Crew:
    def begun(job: Job) -> None:
        if isinstance(job, Grade):
            watch.begun(job.handed_in.student, job.assignment.topic)

    isolation = how.isolation if how.scheduler else choose_level(how.isolation, trusted=how.trusted)
    return Crew(isolation, max(min(how.workers, jobs), 1), begun)


def _graded(
    course: Course, todo: Sequence[Submission], how: How, crew: Crew, stack: ExitStack
) -> Iterator[list[Entry]]:
    """Entries as they are done, a few at a time or none; only a few jobs are in memory."""
    submit, size = crew.submit, crew.size
    if how.scheduler:
        from autograder.grading.cluster import Cluster

        cluster = stack.enter_context(Cluster(how.scheduler, how.isolation, how.trusted))
        submit, size = cluster.submit, cluster.size
    topics = _topics(course, todo)
    assignments = {name: read_assignment(course, topic) for name, topic in topics.items()}
    ahead = iter(todo)
    running: dict[Future[Any], tuple[Submission, str]] = {}
    while True:
        for s in islice(ahead, max(WAITING * size - len(running), 0)):
            mark = fingerprint(s, topics[s.topic], how.engine)  # before it is read: it may be handed in again meanwhile
            running[submit(Grade(assignments[s.topic], read_submission(topics[s.topic], s)))] = s, mark
        if not running:
            return
        ready = wait(running, LOOK_SECONDS, return_when=FIRST_COMPLETED).done
        done = [(future, running.pop(future)) for future in ready]
        yield [_entry(topics[s.topic], s, assignments[s.topic], future, mark) for future, (s, mark) in done]


def _entry(topic: Topic, submission: Submission, assignment: Assignment, future: "Future[Any]", mark: str) -> Entry:
    if future.cancelled():
        raise CourseError("the cluster's scheduler went away", "Start it; the same command goes on from there.")
    error = future.exception()
    if isinstance(error, CourseError):  # of a machine of the cluster
        raise error
    if isinstance(error, SandboxBroken):
        raise CourseError(str(error), "Try another --isolation; see docs/isolation.md.") from error
    if error:  # not the submission's fault, so no fingerprint: the next command tries again
        return Entry(topic, submission, Graded(zero(assignment, submission.student, f"grading failed: {_said(error)}")))
    graded = future.result()
    return Entry(topic, submission, replace(graded, result=replace(graded.result, fingerprint=mark)))


def _recorded(course: Course, graded: Iterable[Sequence[Entry]], how: How, crew: Crew) -> Iterator[Entry]:
    """Entries whose rows and feedback are written."""
    pages: dict[Future[Any], Entry] = {}
    with stock.open_gradebook(course) as gradebook:
        for entries in graded:
            for entry in entries:
                forget_result(course, entry.submission)  # until all of it is written, it counts as not graded
            if entries:
                record(course, gradebook, entries)
            for entry in entries:
                if entry.graded.notebook is None or not how.feedback:
                    yield entry
                else:
                    pages[crew.submit(WriteFeedback(course, entry.submission))] = entry
            for page in [page for page in pages if page.done()]:
                yield _with_page(page, pages.pop(page))
        for page in as_completed(pages):
            yield _with_page(page, pages[page])


def _with_page(page: "Future[Any]", entry: Entry) -> Entry:
    """A page that could not be written is a problem, and tried again; the grade is in the gradebook all the same."""
    error = page.exception()
    if not error:
        return entry
    result = replace(entry.graded.result, problem=f"no feedback: {_said(error)}", fingerprint="")
    return replace(entry, graded=replace(entry.graded, result=result))


def _said(error: BaseException) -> str:
    return printable(error)[:200] or type(error).__name__


# ------------------------------------------------------------------------------------------------ stock nbgrader
def _by_nbgrader(course: Course, todo: Sequence[Submission], how: How, watch: Watch) -> Generator[Entry, None, None]:
    _prepare(course, todo)
    topics = _topics(course, todo)
    with ProcessPoolExecutor(how.workers, get_context("spawn"), use_one_thread) as pool:
        waiting = {pool.submit(nbgrader_engine.grade, course, topics[s.topic], s): s for s in todo}
        for future in as_completed(waiting):
            submission = waiting[future]
            topic = topics[submission.topic]
            mark = fingerprint(submission, topic, how.engine)
            yield Entry(topic, submission, Graded(replace(future.result(), fingerprint=mark)))
