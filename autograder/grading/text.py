"""Texts that somebody else wrote, made fit for where they go."""

from typing import Any


def printable(text: Any) -> str:
    """Fit for a terminal and a line of a page."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def whole_characters(text: str) -> str:
    """Without halves of characters, which JSON can hold and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")
