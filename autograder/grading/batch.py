"""Many submissions: which are to be graded, by how many workers, and how far they are."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context

from autograder import stock
from autograder.course import Course, Topic, most_points, read_exercises, require_built
from autograder.grading import nbgrader_engine
from autograder.grading.grade import Assignment, Graded, grade, read_assignment
from autograder.grading.gradebook import record
from autograder.grading.submissions import fingerprint, keep_result, read_result
from autograder.grading.zygote import Zygote
from autograder.result import Result, Submission
from autograder.threads import use_one_thread

Progress = Callable[[Result], None]
WORKERS = os.cpu_count() or 1
ENGINES = ("judged", "nbgrader")


def grade_all(
    course: Course,
    submissions: Sequence[Submission],
    *,
    force: bool = False,
    workers: int = WORKERS,
    engine: str = ENGINES[0],
    progress: Progress = lambda result: None,
) -> list[Result]:
    """Grade what changed since it was graded last, or all with `force`; the results are in the order given."""
    topics = {name: course.topic(name) for name in dict.fromkeys(s.topic for s in submissions)}
    for topic in topics.values():
        require_built(topic)
    marks = {submission: fingerprint(submission, topics[submission.topic], engine) for submission in submissions}
    done: dict[Submission, Result] = {}
    for submission in submissions:
        kept = read_result(course, submission)
        if kept and kept.fingerprint == marks[submission] and not force:
            done[submission] = kept
            progress(kept)
    todo = [submission for submission in submissions if submission not in done]
    for name in dict.fromkeys(submission.topic for submission in todo):
        nbgrader_engine.prepare(course, topics[name])
    run = _run_judged if engine == "judged" else _run_nbgrader
    for submission, result in run(course, topics, todo, workers) if todo else ():
        done[submission] = replace(result, fingerprint=marks[submission])
        keep_result(course, submission, done[submission])
        progress(done[submission])
    return [done[submission] for submission in submissions]


# ------------------------------------------------------------------------------------------------ judged
@dataclass(frozen=True)
class _Worker:
    """What a worker process keeps from one submission to the next."""

    course: Course
    zygote: Zygote
    assignments: dict[str, Assignment]


_worker: _Worker | None = None


def _start_worker(course: Course) -> None:
    """The zygote first: it must know no assignment."""
    global _worker
    use_one_thread()
    _worker = _Worker(course, Zygote(), {})


def _grade_here(topic: Topic, submission: Submission) -> Graded:
    assert _worker
    if topic.name not in _worker.assignments:
        _worker.assignments[topic.name] = read_assignment(_worker.course, topic)
    return grade(_worker.zygote, _worker.assignments[topic.name], submission)


def _run_judged(
    course: Course, topics: dict[str, Topic], todo: Sequence[Submission], workers: int
) -> Iterator[tuple[Submission, Result]]:
    """Workers grade and write feedback; this process alone writes to the gradebook, in between."""
    context = get_context("spawn")
    with (
        ProcessPoolExecutor(workers, context, _start_worker, (course,)) as pool,
        stock.open_gradebook(course) as gradebook,
    ):
        waiting = {pool.submit(_grade_here, topics[s.topic], s): s for s in todo}
        pages: dict[Future[None], tuple[Submission, Result]] = {}
        for future in as_completed(waiting):
            submission = waiting[future]
            topic = topics[submission.topic]
            graded = _graded(future, topic, submission)
            record(course, gradebook, topic, submission, graded)
            if graded.notebook is None:
                yield submission, graded.result
            else:
                page = pool.submit(nbgrader_engine.write_feedback, course, submission)
                pages[page] = submission, graded.result
        for page in as_completed(pages):
            submission, result = pages[page]
            if error := page.exception():  # the grade is in the gradebook all the same
                result = replace(result, problem=f"no feedback: {_said(error)}")
            yield submission, result


def _graded(future: Future[Graded], topic: Topic, submission: Submission) -> Graded:
    error = future.exception()
    return Graded(_failed(topic, submission, error), None) if error else future.result()


# ------------------------------------------------------------------------------------------------ stock nbgrader
def _run_nbgrader(
    course: Course, topics: dict[str, Topic], todo: Sequence[Submission], workers: int
) -> Iterator[tuple[Submission, Result]]:
    with ProcessPoolExecutor(workers, get_context("spawn"), use_one_thread) as pool:
        waiting = {pool.submit(nbgrader_engine.grade, course, topics[s.topic], s): s for s in todo}
        for future in as_completed(waiting):
            submission, error = waiting[future], future.exception()
            yield submission, _failed(topics[submission.topic], submission, error) if error else future.result()


def _failed(topic: Topic, submission: Submission, error: BaseException) -> Result:
    problem = f"grading failed: {_said(error)}"
    return Result(submission.student, topic.name, 0.0, most_points(read_exercises(topic)), problem=problem)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"
