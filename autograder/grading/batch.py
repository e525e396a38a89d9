"""Many submissions: which are to be graded, by how many workers, and how far they are."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context

from autograder.course import Course, Topic
from autograder.grading import nbgrader_engine
from autograder.grading.submissions import fingerprint, keep_result, read_result
from autograder.result import Result, Submission
from autograder.threads import use_one_thread

Progress = Callable[[Result], None]
WORKERS = os.cpu_count() or 1


def grade_all(
    course: Course,
    submissions: Sequence[Submission],
    *,
    force: bool = False,
    workers: int = WORKERS,
    progress: Progress = lambda result: None,
) -> list[Result]:
    """Grade what changed since it was graded last, or all with `force`; the results are in the order given."""
    topics = {name: course.topic(name) for name in dict.fromkeys(s.topic for s in submissions)}
    marks = {submission: fingerprint(submission, topics[submission.topic]) for submission in submissions}
    done: dict[Submission, Result] = {}
    for submission in submissions:
        kept = read_result(course, submission)
        if kept and kept.fingerprint == marks[submission] and not force:
            done[submission] = kept
            progress(kept)
    todo = [submission for submission in submissions if submission not in done]
    for name in dict.fromkeys(submission.topic for submission in todo):
        nbgrader_engine.prepare(course, topics[name])
    for submission, result in _run(course, topics, todo, workers):
        done[submission] = replace(result, fingerprint=marks[submission])
        keep_result(course, submission, done[submission])
        progress(done[submission])
    return [done[submission] for submission in submissions]


def _run(
    course: Course, topics: dict[str, Topic], todo: Iterable[Submission], workers: int
) -> Iterator[tuple[Submission, Result]]:
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=use_one_thread) as pool:
        waiting = {pool.submit(nbgrader_engine.grade, course, topics[s.topic], s): s for s in todo}
        for future in as_completed(waiting):
            submission = waiting[future]
            try:
                yield submission, future.result()
            except Exception as error:
                problem = f"grading failed: {type(error).__name__}: {str(error)[:200]}"
                yield submission, Result(submission.student, submission.topic, 0.0, 20.0, problem=problem)
