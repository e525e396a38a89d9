"""Cells as code whose lines can be looked up."""

import linecache
from types import CodeType


def remember_lines(name: str, source: str) -> str:
    """Let tracebacks and `check` find a cell's lines; gives the file name that its code is to be compiled with."""
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return file


def compile_cell(name: str, source: str) -> CodeType:
    """The code of a cell; tracebacks and `check` find its lines by the file name "<name>"."""
    return compile(source, remember_lines(name, source), "exec")
