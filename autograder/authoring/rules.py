"""What the text of an assignment has to obey; each broken rule is named with its file and line."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from autograder.authoring.bank import Exercise as Bank
from autograder.authoring.master import Assignment, Cell, Exercise
from autograder.check.source import bound_names, names_used

POINTS = 20
WIDTH = 88  # JupyterLab cuts a longer line off
BEGIN_TESTS, END_TESTS = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"


def broken_rules(assignment: Assignment, bank: list[Bank]) -> list[str]:
    """All that is wrong, as "file:line: problem"; empty if nothing is."""
    master = assignment.topic.master
    found = [f"{master}:{line}: {problem}" for line, problem in _in_master(assignment)]
    return found + [f"{assignment.topic.answers}:{line}: {problem}" for line, problem in _in_bank(assignment, bank)]


def _in_master(assignment: Assignment) -> Iterator[tuple[int, str]]:
    total = sum(cell.points for cell in assignment.cells)
    if total != POINTS:
        yield 1, f"the points add up to {total:g}, not {POINTS}"
    ids = Counter(cell.grade_id for cell in assignment.cells if cell.grade_id)
    for cell in assignment.cells:
        if ids[cell.grade_id] > 1:
            yield cell.line, f"the grade_id {cell.grade_id} stands {ids[cell.grade_id]} times"
        if cell.kind != "text":
            yield from _in_code(cell)
        if cell.kind == "solution":
            yield from _in_solution(cell)
    for exercise in assignment.exercises:
        yield from _in_exercise(exercise)
    yield from _names_from_elsewhere(assignment)


def _in_code(cell: Cell) -> Iterator[tuple[int, str]]:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        yield cell.line + (error.lineno or 0), f"no Python: {error.msg}"
    for number, line in enumerate(cell.source.splitlines(), 1):
        if len(line) > WIDTH:
            yield cell.line + number, f"the line has {len(line)} characters; JupyterLab cuts it at {WIDTH}"


def _in_solution(cell: Cell) -> Iterator[tuple[int, str]]:
    marks = [line.strip() for line in cell.source.splitlines() if line.strip() in (BEGIN_SOLUTION, END_SOLUTION)]
    if not marks or marks != [BEGIN_SOLUTION, END_SOLUTION] * (len(marks) // 2):
        yield cell.line, f"{cell.grade_id} needs pairs of {BEGIN_SOLUTION} and {END_SOLUTION}"
    if re.search(f"^{BEGIN_SOLUTION}", cell.source, re.M):
        yield cell.line, f"{cell.grade_id} has its solution outside a function: Run All would stop there"


def _in_exercise(exercise: Exercise) -> Iterator[tuple[int, str]]:
    if not exercise.tests:
        yield exercise.solution.line, f"{exercise.name} has no test"
    for number, test in enumerate(exercise.tests):
        kind = "Hidden" if number else "Visible"
        first = f"# {kind} test, {test.points:g} point{'s' * (test.points != 1)}: "
        if not test.source.startswith(first):
            yield test.line, f"{test.grade_id} has to begin with `{first}` and what it tests"
        if f"def {test.grade_id}():" not in test.source:
            yield test.line, f"{test.grade_id}: its function has another name"
        if number == 0 and test.points != 1:
            yield test.line, f"{test.grade_id}: the visible test has 1 point, not {test.points:g}"
        if number == 0 and test.is_hidden:
            yield test.line, f"{test.grade_id}: the first test of an exercise is visible"
        if number:
            yield from _in_hidden(test)


def _in_hidden(test: Cell) -> Iterator[tuple[int, str]]:
    lines = test.source.rstrip().splitlines()
    if len(lines) < 3 or lines[1] != BEGIN_TESTS or lines[-1] != END_TESTS:
        yield test.line, f"{test.grade_id} would reach students: {BEGIN_TESTS} and {END_TESTS} go around all but line 1"


def _names_from_elsewhere(assignment: Assignment) -> Iterator[tuple[int, str]]:
    """Names that a graded cell takes from a show cell, and a test from another exercise's answer."""
    plain = {name for cell in assignment.cells if cell.kind == "code" for name in bound_names(cell.source)}
    shown = {name for cell in assignment.cells if cell.kind == "show" for name in bound_names(cell.source)} - plain
    owners = {name: e.name for e in assignment.exercises for name in bound_names(e.solution.source) - plain}
    for exercise in assignment.exercises:
        answer = bound_names(exercise.solution.source)
        for cell in (exercise.solution, *exercise.tests):
            used = names_used(cell.source) - answer - bound_names(cell.source)
            for name in sorted(used & shown - set(owners)):
                yield (
                    cell.line,
                    f"{cell.grade_id} uses {name}, which only a show cell defines; it is not run in grading",
                )
            for name in sorted(used & set(owners)):
                yield (
                    cell.line,
                    f"{cell.grade_id} uses {name} of the exercise {owners[name]}: one mistake would cost two",
                )


def _in_bank(assignment: Assignment, bank: list[Bank]) -> Iterator[tuple[int, str]]:
    sentences: dict[str, str] = {}
    known = {exercise.name: exercise for exercise in assignment.exercises}
    yield from ((1, f"{name} has no entry") for name in known if name not in {entry.grade_id for entry in bank})
    for entry in bank:
        if entry.grade_id not in known:
            yield 1, f"there is no exercise {entry.grade_id}"
            continue
        exercise = known[entry.grade_id]
        tests = {test.grade_id for test in exercise.tests}
        if len(entry.rights) < 2:
            yield 1, f"{entry.grade_id} has {len(entry.rights)} right answers; it needs 2"
        if len(entry.wrongs) < exercise.points + 2:
            yield 1, f"{entry.grade_id} has {len(entry.wrongs)} wrong answers; it needs {exercise.points + 2:g}"
        for wrong in entry.wrongs:
            try:
                wrong.cell(exercise.solution.source)
            except ValueError as error:
                yield wrong.line, str(error)
            if unknown := wrong.loses - tests:
                yield wrong.line, f"{wrong.name} loses {', '.join(sorted(unknown))}, no test of {entry.grade_id}"
            if sentences.setdefault(wrong.name, wrong.says) != wrong.says:
                yield wrong.line, f"{wrong.name} has two sentences"
            if wrong.says and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", wrong.name):
                yield wrong.line, f"{wrong.name!r} is shown, so its id is of lower-case words with hyphens"
        yield from _idle_tests(exercise, entry)


def _idle_tests(exercise: Exercise, entry: Bank) -> Iterator[tuple[int, str]]:
    """Hidden tests that could be taken away, and wrong answers that only the visible test catches."""
    visible, *hidden = [test.grade_id for test in exercise.tests] or [""]
    for test in hidden:
        if not any(wrong.loses == {test} for wrong in entry.wrongs):
            yield 1, f"no wrong answer loses {test} alone: it could be taken away"
    if hidden and sum(wrong.loses == {visible} for wrong in entry.wrongs) > 1:
        yield 1, f"{entry.grade_id}: more than one wrong answer loses the visible test only"
    pairs = Counter((wrong.loses, wrong.says) for wrong in entry.wrongs if wrong.says)
    names = {(wrong.loses, wrong.says): wrong.name for wrong in entry.wrongs}
    forms = Counter((wrong.name, wrong.loses, wrong.says) for wrong in entry.wrongs)
    for pair, count in pairs.items():
        if count > 1 and forms[(names[pair], *pair)] < count:
            yield 1, f"{names[pair]}: another mistake loses the same and says the same"
