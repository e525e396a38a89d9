"""Looking at the source: of the test that runs, and of the student's cells."""

import ast
import importlib.util
import inspect
import linecache
import os
import symtable
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, wraps
from types import FrameType
from typing import Any


def _prefixes(names: Sequence[str]) -> tuple[str, ...]:
    """What a dotted name with a dot at its end begins with if it is one of these, or below one."""
    return tuple(f"{name}." for name in names)


# What can stand for any function there is, so that no name shows which: not by hand.
BY_NAME = _prefixes(
    "getattr importlib __import__ eval exec compile globals get_ipython builtins __builtins__ ctypes runpy sys.modules "
    "operator.attrgetter operator.methodcaller inspect.getsource".split()
)
ANYTHING = ""  # what a statement changes that may change whatever it likes


def _once(of: Callable[[str], Iterator[str]]) -> Callable[[str], tuple[str, ...]]:
    """Remember what a generator yields of a text: the cells of a notebook are looked at for each of its exercises."""
    return lru_cache(1000)(wraps(of)(lambda source: tuple(of(source))))


@lru_cache(1000)
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


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


def use_of(banned: Sequence[str], source: str, cells: Sequence[str]) -> str:
    """The first name in `source`, or in what it reaches, that is banned or may stand for anything; "" if none."""
    never = _prefixes(banned)
    for text in _reached(source, cells):
        for dotted in _dotted_names(text) + _quoted(text):
            if f"{dotted}.".startswith(never):
                return dotted
        for dotted in _dotted_names(text):
            if f"{dotted}.".startswith(BY_NAME):
                return dotted
        for module in _modules(text):
            if not _is_installed(module):
                return f"{module}, a file of your own"
    return ""


def _reached(source: str, cells: Sequence[str]) -> Iterator[str]:
    """`source`, and the statements of `cells` that bind or change what it uses, however far."""
    stores = {store for cell in cells for store in _stores(cell)}
    todo, seen = [source], set[str]()
    while todo:
        text = todo.pop()
        yield text
        new = names_used(text) - seen
        seen |= new
        todo += [_binding_of(name, cells) for name in sorted(new)]
        used = {*_chains(text), *(bound_names(text) if text == source else ())}
        changed = {store for store in stores if store[0] == ANYTHING or any(_meet(store[0], name) for name in used)}
        stores -= changed
        todo += [statement for _, statement in sorted(changed)]


def _binding_of(name: str, cells: Sequence[str]) -> str:
    """The statement that binds a name, the last one if several do; "" if none.

    A statement, not its cell: `np` comes from the cell that imports torch too.
    """
    cell = next((cell for cell in reversed(cells) if name in bound_names(cell)), "")
    return next((text for text in reversed(_statements(cell)) if name in bound_names(text)), "")


@lru_cache(1000)
def _statements(cell: str) -> tuple[str, ...]:
    return tuple(ast.unparse(part) for node in _tree(cell).body for part in _one_import_each(node))


@lru_cache(1000)
def _stores(cell: str) -> tuple[tuple[str, str], ...]:
    """What the statements of a cell change that has a name, and the statement: `np.one = two` changes np.one."""
    found = []
    with suppress(SyntaxError, ValueError):
        definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        for statement in [node for node in _tree(cell).body if not isinstance(node, definitions)]:
            for node in ast.walk(statement):
                match node:
                    case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                        found.append((_path(node), ast.unparse(statement)))
                    case ast.Call(func=ast.Name("setattr"), args=[target, name, _]):
                        found.append((_below(_path(target), name), ast.unparse(statement)))
                    case ast.Call(func=ast.Name("exec")):
                        found.append((ANYTHING, ast.unparse(statement)))
    return tuple(found)


def _path(node: ast.expr) -> str:
    """What an expression stands for, as far as its text tells: `np.one` for `vars(np)["one"]`."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value=inner, attr="__dict__") | ast.Call(func=ast.Name("vars"), args=[inner]):
            return _path(inner)
        case ast.Attribute(value=inner, attr=name):
            return f"{_path(inner)}.{name}".lstrip(".")
        case ast.Subscript(value=ast.Call(func=ast.Name("globals")), slice=ast.Constant(value=str(name))):
            return name
        case ast.Subscript(value=ast.Call(func=ast.Name("globals"))):
            return ANYTHING
        case ast.Subscript(value=ast.Attribute(attr="__dict__") | ast.Call(func=ast.Name("vars")) as inner, slice=key):
            return _below(_path(inner), key)
        case ast.Subscript(value=inner):
            return _path(inner)
    return "?"  # no name: nothing that an answer could look up


def _below(path: str, name: ast.expr) -> str:
    return f"{path}.{name.value!s}" if isinstance(name, ast.Constant) else path


def _meet(path: str, other: str) -> bool:
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")


@_once
def _chains(source: str) -> Iterator[str]:
    """The names in the source, each with all its attributes: "np.linalg.norm", and not "np" for that."""
    tree = _tree(source)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner:
            yield _path(node)


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
        return frozenset(_functions_below(_tree(source), ""))
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


@lru_cache(1000)
def names_used(source: str) -> frozenset[str]:
    """The global names that this code looks up, in any of its functions."""
    symbols = (symbol for scope in _scopes(source) for symbol in scope.get_symbols())
    return frozenset(symbol.get_name() for symbol in symbols if symbol.is_global() and symbol.is_referenced())


def _scopes(source: str) -> Iterator[symtable.SymbolTable]:
    with suppress(SyntaxError, ValueError):
        todo = [symtable.symtable(source, "cell", "exec")]
        while todo:
            yield todo[-1]
            todo += todo.pop().get_children()


@_once
def _modules(source: str) -> Iterator[str]:
    """The packages that are imported in this code."""
    for node in ast.walk(_tree(source)):
        match node:
            case ast.Import(names=names):
                yield from (name.name.split(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.split(".")[0]


@lru_cache(1000)
def _is_installed(package: str) -> bool:
    """Whether this is a package that everybody has, not one that lies beside the notebook."""
    if package in sys.stdlib_module_names or package == __name__.split(".")[0]:
        return True
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False
    here = os.getcwd()
    folder = os.path.dirname(spec.origin or "") if spec else here
    return here not in (folder, os.path.dirname(folder))


@_once
def _quoted(source: str) -> Iterator[str]:
    """The texts that functions are called with: __import__("torch")."""
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


@_once
def _dotted_names(source: str) -> Iterator[str]:
    """Every name in the source with its attributes, "torch.nn.functional.softmax", and what imports bring in."""
    tree = _tree(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 1]
    plain = {id(call.func) for call in calls if isinstance(call.args[1], ast.Constant)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{name.name}" for name in names)
            case ast.Call(func=ast.Name("getattr"), args=[value, ast.Constant(value=str(name)), *_]):
                yield f"{ast.unparse(value)}.{name}"  # no more than an attribute
            case ast.Name("getattr") if id(node) in plain:
                pass
            case ast.Name() | ast.Attribute():
                yield ast.unparse(node)
