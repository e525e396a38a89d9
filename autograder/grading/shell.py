"""An IPython shell that runs cells as a kernel does, and keeps what they show as a notebook's outputs."""

import ast
import io
import sys
from collections.abc import Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

Output = dict[str, Any]  # as in a notebook's JSON
MOST_CHARACTERS = 1_000_000  # in all outputs of one cell


class Shell:
    """Runs cells, one after another, in one namespace."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # it would start a thread
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = "Minimal"
        self._shell: Any = _CapturingShell.instance(config=config)
        self.names: dict[str, Any] = self._shell.user_ns
        self.names["__name__"] = "__main__"

    def run(self, source: str) -> list[Output]:
        """Run a cell; what it showed, its error at the end."""
        outputs: list[Output] = []
        self._shell.shown = outputs
        screen = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", outputs), _Stream("stderr", outputs)
        try:
            error = _error_of(self._shell.run_cell(source, store_history=True))
        finally:
            sys.stdout, sys.stderr = screen
        if error and not any(output["output_type"] == "error" for output in outputs):  # whoever hides errors fails too
            lines = ["an error occurred, and was not shown"]
            outputs.append({"output_type": "error", "ename": type(error).__name__, "evalue": "", "traceback": lines})
        return _capped(outputs)

    def forget(self) -> None:
        """As if no cell had run yet."""
        self._shell.execution_count = 1
        self.names["In"][:] = [""]


def _error_of(result: Any) -> BaseException | None:
    found: BaseException | None = result.error_before_exec or result.error_in_exec
    return found


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    """`display(...)`, and what plots are shown with."""

    def publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None, **_: Any) -> None:
        shown = {"output_type": "display_data", "data": dict(data), "metadata": dict(metadata or {})}
        self.shell.shown.append(shown)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.shown.clear()


class _Hook(DisplayHook):  # type: ignore[misc]
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """A notebook shows the number itself."""

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
        count = int(self.shell.execution_count)
        shown = {"output_type": "execute_result", "data": dict(format_dict), "metadata": dict(md_dict or {})}
        self.shell.shown.append(shown | {"execution_count": count})


class _CapturingShell(InteractiveShell):  # type: ignore[misc]
    """The shell with its screen replaced by a list."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    shown: list[Output] = []

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        lines = "\n".join(stb).splitlines()
        self.shown.append({"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": lines})

    def transform_cell(self, raw_cell: str) -> str:
        """Plain Python stays as it is: looking for magics in it takes longer than running it."""
        try:
            ast.parse(raw_cell)
        except (SyntaxError, ValueError):
            return str(super().transform_cell(raw_cell))
        return f"{raw_cell}\n"

    def should_run_async(self, raw_cell: str, **known: Any) -> bool:
        """Only what has an `await`, or an `async for` or `with`, can be asynchronous."""
        return ("await" in raw_cell or "async" in raw_cell) and bool(super().should_run_async(raw_cell, **known))

    def enable_gui(self, gui: Any = None) -> None:
        """No window system here; `%matplotlib inline` asks for none."""


class _Stream(io.TextIOBase):
    """Text that is written goes into the last output, or a new one."""

    def __init__(self, name: str, outputs: list[Output]) -> None:
        self._name, self._outputs, self._left = name, outputs, MOST_CHARACTERS

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = str(text)[: max(self._left, 0)]
        self._left -= len(kept)
        if not kept:
            return len(text)
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == self._name:
            last["text"] += kept
        else:
            self._outputs.append({"output_type": "stream", "name": self._name, "text": kept})
        return len(text)


def _capped(outputs: list[Output]) -> list[Output]:
    """As many outputs as the cap allows; what was left out is said."""
    kept: list[Output] = []
    size = 0
    for output in outputs:
        size += len(str(output))
        if size > MOST_CHARACTERS + 1000:
            return [*kept, {"output_type": "stream", "name": "stdout", "text": "… more output was left out\n"}]
        kept.append(output)
    return kept
