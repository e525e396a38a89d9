"""Looking at the source: of the test that runs, and of the student's cells."""

import ast
import inspect
import linecache
import symtable
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from types import FrameType
from typing import Any


def test_frame() -> FrameType | None:
    """The nearest frame outside this package: the test cell's."""
    frame: FrameType | None = sys._getframe()
    while frame and frame.f_globals.get("__package__") == __package__:
        frame = frame.f_back
    return frame


def in_hidden_test() -> bool:
    """Whether the line that called us stands between nbgrader's marks of a hidden test."""
    frame = test_frame()
    if frame is None:
        return False
    above = linecache.getlines(frame.f_code.co_filename)[: frame.f_lineno]
    begun, ended = (sum(f"{word} HIDDEN TESTS" in line for line in above) for word in ("BEGIN", "END"))
    return begun > ended


def cell_of(function: Any) -> str | None:
    """The cell that defines a function or class; None if no cell does."""
    members = vars(function).values() if inspect.isclass(function) else [function]
    files = [member.__code__.co_filename for member in members if inspect.isfunction(member)]
    return "".join(linecache.getlines(files[0])) or None if files else None


def cells_run_here() -> list[str]:
    """The cells that this kernel has run, oldest first: IPython keeps them in `In`."""
    frame = test_frame()
    cells = frame.f_globals.get("In") if frame else None
    return [cell for cell in cells if isinstance(cell, str)] if isinstance(cells, list) else []


def names_reached(source: str, cells: Sequence[str]) -> Iterator[str]:
    """The dotted names in `source`, and in the statements of `cells` that bind what it uses, however far."""
    todo, seen = [source], set[str]()
    while todo:
        text = todo.pop()
        yield from _dotted_names(text)
        new = names_used(text) - seen
        seen |= new
        todo += [_binding_of(name, cells) for name in sorted(new)]


def _binding_of(name: str, cells: Sequence[str]) -> str:
    """The statement that binds a name, the last one if several do; "" if none.

    A statement, not its cell: `np` comes from the cell that imports torch too.
    """
    cell = next((cell for cell in reversed(cells) if name in bound_names(cell)), "")
    return next((text for text in reversed(_statements(cell)) if name in bound_names(text)), "")


@lru_cache(1000)
def _statements(cell: str) -> tuple[str, ...]:
    return tuple(ast.unparse(part) for node in ast.parse(cell).body for part in _one_import_each(node))


def _one_import_each(node: ast.stmt) -> Iterator[ast.stmt]:
    """`from a import b, c` as two statements, so that only the name that is used counts."""
    match node:
        case ast.Import(names=names):
            yield from (ast.Import([name]) for name in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            yield from (ast.ImportFrom(module, [name], level) for name in names)
        case _:
            yield node


@lru_cache(1000)
def bound_names(source: str) -> frozenset[str]:
    """The global names that this code binds when it runs; none if it cannot run."""
    names = frozenset[str]()
    for scope in _scopes(source):
        own = scope.get_type() == "module"
        bound = (s for s in scope.get_symbols() if s.is_assigned() or s.is_imported())
        names |= {s.get_name() for s in bound if own or s.is_declared_global()}
    return names


@lru_cache(1000)
def functions_in(source: str) -> frozenset[str]:
    """The functions that this code defines, as a traceback names them: "Value.backward.<locals>.visit"."""
    with suppress(SyntaxError, ValueError):
        return frozenset(_functions_below(ast.parse(source), ""))
    return frozenset()


def _functions_below(node: ast.AST, prefix: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.ClassDef(name=name):
                yield from _functions_below(child, f"{prefix}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{prefix}{name}"
                yield from _functions_below(child, f"{prefix}{name}.<locals>.")
            case _:
                yield from _functions_below(child, prefix)


def names_used(source: str) -> set[str]:
    """The global names that this code looks up, in any of its functions."""
    symbols = (symbol for scope in _scopes(source) for symbol in scope.get_symbols())
    return {symbol.get_name() for symbol in symbols if symbol.is_global() and symbol.is_referenced()}


def _scopes(source: str) -> Iterator[symtable.SymbolTable]:
    with suppress(SyntaxError, ValueError):
        todo = [symtable.symtable(source, "cell", "exec")]
        while todo:
            yield todo[-1]
            todo += todo.pop().get_children()


def _dotted_names(source: str) -> Iterator[str]:
    """Every name in the source with its attributes, "torch.nn.functional.softmax", and what imports bring in."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{name.name}" for name in names)
            case ast.Name() | ast.Attribute():
                yield ast.unparse(node)
            case ast.Call(args=[ast.Constant(value=str(text)), *_]):  # __import__("torch")
                yield text
