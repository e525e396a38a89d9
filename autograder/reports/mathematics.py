"""Formulas that show in any browser, without a network and without JavaScript."""

import html
import re
from functools import lru_cache
from typing import Any

from latex2mathml.converter import convert
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

LINK = re.compile(r' (?:href|style)="[^"]*"')  # of a formula's own: a link could be a script
FORMULA = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)|\$\$(?P<block>.+?)\$\$|\$(?!\s)(?P<inline>[^$\n]+?)(?<!\s)\$", re.S
)


class MathToMathML(NbGraderPreprocessor):  # type: ignore[misc]
    """Turn the formulas of markdown cells into MathML, for pages that are read offline."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Change one cell of the page, not the file it came from."""
        if cell.cell_type == "markdown":
            cell.source = with_mathml(cell.source)
        return cell, resources


@lru_cache(1000)
def with_mathml(text: str) -> str:
    """The text with its formulas as MathML; most texts are the same on every page."""
    return FORMULA.sub(_to_mathml, text)


def _to_mathml(found: re.Match[str]) -> str:
    if found["code"]:
        return found[0]
    try:
        made = convert(found["block"] or found["inline"], display="block" if found["block"] else "inline")
        return LINK.sub("", str(made))
    except Exception:  # a formula that cannot be read stays as it was written
        return html.escape(found[0])
