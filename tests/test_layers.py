"""Dependencies point downward only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"
LAYERS = [  # a module may import from its own part and from what stands in a line below
    {"__main__"},
    {"cli"},
    {"demo"},
    {"reports"},
    {"authoring"},
    {"grading", "lab"},
    {"stock", "result"},
    {"course"},
    {"cell", "errors", "check", "imports", "threads"},
]
LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module="autograder", names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), level=0) if module.startswith("autograder."):
                yield module.split(".")[1]
            case ast.Import(names=names):
                yield from (name.name.split(".")[1] for name in names if name.name.startswith("autograder."))


@pytest.mark.parametrize("path", [m for m in MODULES if m != PACKAGE / "__init__.py"], ids=lambda path: path.stem)
def test_a_module_imports_nothing_from_above(path: Path) -> None:
    own = part_of(path)
    for part in imported_parts(path):
        assert part == own or LEVEL[part] > LEVEL[own], f"{path} imports {part}"


def test_parts_of_one_level_do_not_know_each_other() -> None:
    """What students install must not need what they do not get."""
    student = [m for m in MODULES if part_of(m) in ("check", "lab")]
    assert {part for m in student for part in imported_parts(m)} <= {"check", "lab"}
