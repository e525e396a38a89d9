"""Small changes to a reference answer: the hidden tests have to notice almost every one.

Mutation analysis is the accepted measure of a grading suite (Clegg, McMinn and Fraser, SIGCSE 2021; Perretta et al.,
ISSTA 2022).
"""

import ast
import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.authoring.rules import BEGIN_SOLUTION, END_SOLUTION

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


@dataclass(frozen=True)
class Mutant:
    """A changed reference; its id stays the same while the reference does."""

    name: str  # "compare-a50688"
    cell: str
    change: str  # "x > 0 -> x >= 0"


Change = tuple[str, Callable[[ast.AST], ast.AST | None]]  # its kind, and what makes the new node of a copy


def mutants_of(cell: str) -> Iterator[Mutant]:
    """Every mutant of a solution cell; only what stands between the solution marks is changed."""
    tree, inside = ast.parse(cell), _solution_lines(cell)
    seen = {ast.unparse(tree)}
    for number, node in enumerate(ast.walk(tree)):
        if getattr(node, "lineno", 0) not in inside:
            continue
        for kind, change in _changes(node):
            changed, before, after = _changed(tree, number, change)
            text = ast.unparse(changed)
            if text not in seen:
                seen.add(text)
                name = f"{kind}-{_fingerprint(changed)}"
                yield Mutant(name, text, f"{before} -> {after}")


def _solution_lines(cell: str) -> set[int]:
    inside, lines = False, set()
    for number, line in enumerate(cell.splitlines(), 1):
        inside = (inside or line.strip() == BEGIN_SOLUTION) and line.strip() != END_SOLUTION
        if inside:
            lines.add(number)
    return lines


def _fingerprint(tree: ast.Module) -> str:
    """Six digits of the code without its docstrings, which are often reworded."""
    tree = copy.deepcopy(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()[:6]


def _changed(tree: ast.Module, number: int, change: Callable[[ast.AST], ast.AST | None]) -> tuple[ast.Module, str, str]:
    """A copy of the tree with one node replaced, or dropped; and the node's text before and after."""
    tree = copy.deepcopy(tree)
    target = list(ast.walk(tree))[number]
    before = ast.unparse(target).partition("\n")[0]
    new = change(target)
    replacement = ast.Pass() if new is None else new
    if replacement is not target:
        _Replace(target, replacement).visit(tree)
    after = "(dropped)" if new is None else ast.unparse(replacement).partition("\n")[0]
    return ast.fix_missing_locations(tree), before, after


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self.target, self.replacement = target, replacement

    def visit(self, node: ast.AST) -> ast.AST:
        return self.replacement if node is self.target else self.generic_visit(node)


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            yield from (("operator", _setter("op", new())) for new in OPERATORS.get(type(op), ()))
            if isinstance(node, ast.BinOp) and isinstance(op, ast.Sub | ast.Div | ast.MatMult):
                yield "swap-operands", _swap_operands
        case ast.Compare(ops=[op]):
            yield from (("compare", _setter("ops", [new()])) for new in COMPARISONS.get(type(op), ()))
        case ast.BoolOp(op=op):
            yield "bool", _setter("op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "unary", lambda n: n.operand  # type: ignore[attr-defined]
        case ast.Constant(value=bool(value)):
            yield "flag", _setter("value", not value)
        case ast.Constant(value=int() | float() as value):
            yield from (("constant", _setter("value", new)) for new in _other_numbers(value))
        case ast.Call(args=[_, _, *_]):
            yield "swap-arguments", _swap_first("args")
        case ast.Tuple(elts=[_, _, *_], ctx=ast.Load()):
            yield "swap-items", _swap_first("elts")
        case ast.IfExp():
            yield "if", _swap_branches
    yield from _changes_of_statement(node)


def _changes_of_statement(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Expr(value=ast.Constant()):  # a docstring
            return
        case ast.Expr() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield "drop", lambda n: None
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield "drop", lambda n: None
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _mentions(value, name):  # x = x - 1
            yield "drop", lambda n: None
        case ast.If(test=test):
            yield "if", _setter("test", ast.UnaryOp(ast.Not(), copy.deepcopy(test)))


def _setter(field: str, new: object) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        setattr(node, field, new)
        return node

    return change


def _swap_operands(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BinOp)
    node.left, node.right = node.right, node.left
    return node


def _swap_branches(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.IfExp)
    node.body, node.orelse = node.orelse, node.body
    return node


def _swap_first(field: str) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        items = getattr(node, field)
        items[0], items[1] = items[1], items[0]
        return node

    return change


def _other_numbers(value: int | float) -> Iterator[int | float]:
    if isinstance(value, int):
        yield value + 1
        if value > 0:
            yield value - 1
    else:
        yield value * 2 if value else 1.0
        yield -value if value else -1.0


def _mentions(tree: ast.AST, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
