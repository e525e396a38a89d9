"""What test cells call: judge a student's function and say plainly what is wrong.

    @check.test
    def softmax_is_stable():
        check.call(softmax, logits, axis=1).gives(expected)

A test states the truth only; the names of mistakes come from the answer bank (diagnosis.py). A call is made when it
is judged, so `expected` is computed before the student's code runs; the student gets copies.
The same lines work where the function is at hand (JupyterLab, stock nbgrader) and where it is far away (the judge).
"""

import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from . import progress
from .calling import Outcome, Raised, attempt, describe_error, fault_of_call, is_remote
from .cause import Cause, CheckFailed, render, words_of
from .compare import Tolerance, as_numbers, find_fault, float_bytes
from .diagnosis import Table, is_in_notebook, name_mistake, next_call, recording, using, within
from .source import bound_names, cell_of, cells_run_here, functions_in, in_hidden_test, use_of

__all__ = ["beside", "by_hand", "call", "gradient", "student_side", "summary", "test", "value"]  # for test cells
__all__ += ["Cause", "CheckFailed", "Table", "recording", "render", "using", "words_of"]  # for those who run them
__all__ += ["Outcome", "Raised", "attempt", "bound_names", "describe_error", "functions_in"]  # for a judge far away

F = TypeVar("F", bound=Callable[..., Any])


# ------------------------------------------------------------------------------------------------ the words of a test
def test(body: Callable[[], None]) -> None:
    """Run the decorated function at once, so that the names of a test stay its own; say so if it passes.

    At the top of a cell they would overwrite the student's, or be found by code that should read its argument.
    """
    progress.note(body.__name__, "✗ fails")
    try:
        with within(body.__name__):
            body()
    except CheckFailed as failure:
        if failure.cause.kind == "missing":
            progress.note(body.__name__, "not written yet")
        raise
    progress.note(body.__name__, progress.PASSES)
    if is_in_notebook():
        _say({"text/plain": f"✓ {body.__name__}"})


def call(function: Any, *args: Any, **kwargs: Any) -> "Answer":
    """What `function` answers to these arguments; nothing is called until the answer is judged."""
    name = getattr(function, "__name__", "the answer")
    size = float_bytes([args, kwargs])
    return Answer(name, size, lambda: attempt(function, args, kwargs), lambda: _show_arguments(args, kwargs))


def value(result: Any, *, of: str) -> "Answer":
    """A number or an array of the student's that is already at hand; `of` says what it is."""
    return Answer(of, 8, lambda: Outcome(result))


class Answer:
    """Something of the student's, about to be judged."""

    def __init__(
        self, of: str, float_size: int, ask: Callable[[], "Outcome"], show_given: Callable[[], str] = str
    ) -> None:
        self._of, self._float_size, self._ask, self._show_given = of, float_size, ask, show_given

    def gives(
        self, expected: Any, *, rtol: float | None = None, atol: float | None = None, reveal: bool = True
    ) -> None:
        """Fail unless the answer is `expected`: a number, text, an array, or a tuple or dict of these.

        Without `reveal` the message keeps the expected value back, as for a prediction.
        """
        tolerance = Tolerance(rtol, atol, self._float_size)
        outcome = self._ask()
        cause = fault_of_call(outcome) or find_fault(outcome.value, expected, tolerance)
        if cause and not reveal:
            problem = "is not right" if cause.kind == "value" else cause.problem
            cause = replace(cause, problem=problem, mistake="", expected="")
        self._settle(cause, outcome, tolerance)

    def raises(self, error: type[Exception]) -> None:
        """Fail unless the call raises `error`."""
        outcome = self._ask()
        cause = fault_of_call(outcome)
        if not outcome.raised:
            cause = Cause("no-error", f"should raise {error.__name__}")
        elif error.__name__ in outcome.raised.types:
            cause = None
        elif cause and cause.kind != "missing":
            problem = f"raised {outcome.raised.python_type}, not {error.__name__}"
            cause = replace(cause, problem=problem, in_full="")
        self._settle(cause, outcome)

    def statistics(self, *, mean: float, std: float) -> None:
        """Fail unless random draws have this mean and standard deviation, within 4 sigma.

        For draws with tails no heavier than the normal distribution's: their kurtosis is at most 3.
        """
        outcome = self._ask()
        draws, cause = as_numbers(outcome.value), fault_of_call(outcome)
        if not cause and (draws is None or draws.size < 2 or not np.isfinite(draws).all()):
            cause = Cause("not-numbers", "is not an array of finite draws")
        if cause or draws is None:
            self._settle(cause, outcome)
            return
        sigma = std / np.sqrt(draws.size)
        found = np.array([draws.mean(), draws.std(ddof=1)])
        margins = np.array([4 * sigma, 4 * sigma / np.sqrt(2)])
        names = ("mean", "standard deviation")
        for name, actual, wanted, margin in zip(names, found, (mean, std), margins, strict=True):
            if not abs(actual - wanted) <= margin and cause is None:
                problem = f"misses its {name} by more than chance ({draws.size} draws)"
                cause = Cause("value", problem, actual=f"{actual:.4g}", expected=f"{wanted:.4g} ± {margin:.2g}")
        self._settle(cause, replace(outcome, value=found), Tolerance(0.0, float(margins.max())))

    def result(self) -> Any:
        """The plain value, for a test that goes on with it; fail if the call raised or changed its arguments."""
        outcome = self._ask()
        self._settle(fault_of_call(outcome), outcome)
        return outcome.value

    def _settle(self, cause: Cause | None, outcome: Outcome, tolerance: Tolerance | None = None) -> None:
        """Go on if nothing is wrong; otherwise fail, with the name of the mistake if it is known."""
        call = next_call()
        if cause is None:
            return
        if cause.kind not in ("missing", "changed"):  # these need no better name
            cause = name_mistake(cause, call, outcome, tolerance or Tolerance())
        if cause.kind != "missing":
            cause = replace(cause, of=self._of, given=self._show_given())
        raise CheckFailed(cause, hidden=in_hidden_test())


def gradient(f: Callable[[NDArray[np.float64]], Any], x: Any) -> NDArray[np.float64]:
    """The gradient of a scalar `f` at `x`, by differences in float64: an oracle, good to about ten digits.

    `f` must be smooth within 0.002 of `x`, and the instructor's own: it is called 4 times for each element.
    """
    step = 1e-3
    x = np.array(x, dtype=np.float64)
    result: NDArray[np.float64] = np.empty_like(x)
    for place in np.ndindex(x.shape):
        h = np.zeros_like(x)
        h[place] = step
        near, far = f(x + h) - f(x - h), f(x + 2 * h) - f(x - 2 * h)
        result[place] = (8 * near - far) / (12 * step)
    return result


def summary() -> None:
    """Show which visible tests pass, and how many points are decided after submission."""
    if is_in_notebook():
        _say(progress.report())


def student_side(helper: F) -> F:
    """Mark a helper that needs the student's objects: it runs where they are and returns plain data.

    Here it does nothing. The judge finds the mark in the test cell and sends the helper's source to the student's
    process; so the helper holds no expected value and closes over nothing of the test.
    """
    return helper


def by_hand(function: Any, *, not_using: str) -> None:
    """Fail if the answer mentions one of these (space-separated) modules or functions, or a way to any: getattr, eval.

    The answer is the cell that defines `function`, and what other cells bind to the names it uses, however far.
    """
    far = is_remote(function)
    source, cells = (function.source, function.cells) if far else (cell_of(function), cells_run_here())
    found = "code from elsewhere" if source is None else use_of(not_using.split(), source, cells)
    if found:
        of = getattr(function, "__name__", "the answer")
        raise CheckFailed(Cause("by-hand", f"is to be built, not called: yours uses {found}", of=of))


def beside(target: Callable[[], Any], yours: Callable[[], Any], draw: Callable[[Any, Any], Any]) -> None:
    """Draw what is wanted and what the student's code gives, side by side; a missing answer leaves a note."""
    import matplotlib.pyplot as plt

    _, panels = plt.subplots(1, 2, figsize=(8, 2.5), sharex=True, sharey=True)
    for axes, title, make in zip(panels, ("target", "yours"), (target, yours), strict=True):
        axes.set_title(title)
        outcome = attempt(lambda axes=axes, make=make: draw(axes, make()), (), {})
        if cause := fault_of_call(outcome):
            of = cause.of if cause.kind == "missing" else "your code"
            note = f"{of} {cause.in_full or cause.problem}"
            axes.text(0.5, 0.5, textwrap.fill(note, 36), ha="center", va="center", transform=axes.transAxes)
    plt.show()


# ------------------------------------------------------------------------------------------------ on the screen
def _say(formats: Mapping[str, str]) -> None:
    """Show something below the cell, in a kernel only.

    As a display: stock nbgrader scores a line on stderr 0, and may take a result for points.
    """
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if hasattr(shell, "kernel"):
        shell.display_pub.publish(dict(formats))


def _show_arguments(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    shown = [_show(arg) for arg in args] + [f"{name}={_show(arg)}" for name, arg in kwargs.items()]
    return f"({', '.join(shown)})"


def _show(argument: Any) -> str:
    numbers = as_numbers(argument)
    if numbers is not None and numbers.ndim == 0 and numbers.dtype.kind == "f":
        return f"{float(numbers):.4g}"
    if numbers is None or np.isscalar(argument):
        text = repr(argument)
        return text if np.isscalar(argument) and len(text) < 30 else f"a {type(argument).__name__}"
    if numbers.size > 12:
        return f"array of shape {numbers.shape}"
    return np.array2string(numbers, separator=", ", formatter={"float_kind": "{:.4g}".format}).replace("\n", "")
