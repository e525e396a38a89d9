"""What a student's cell is said to have shown, made such that a notebook may hold it."""

import json
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode

Output = dict[str, Any]


def clean_outputs(claimed: Iterable[Any]) -> list[Output]:
    """The outputs that are outputs; the student's process may have claimed anything."""
    return [clean for clean in map(_clean, claimed) if clean]


def _clean(output: Any) -> Output | None:
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": text}
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": [*lines]}:
            return {"output_type": "error", "ename": name, "evalue": value, "traceback": [str(line) for line in lines]}
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data), "metadata": dict(metadata)}:
            own = {"execution_count": None} if kind == "execute_result" else {}
            return {"output_type": kind, "data": _bundle(data), "metadata": _json_only(metadata), **own}
    return None


def _bundle(data: dict[Any, Any]) -> dict[str, Any]:
    """Texts by their type; only what is JSON itself may be more than a text."""
    texts = {kind: value for kind, value in data.items() if isinstance(kind, str) and isinstance(value, str)}
    objects = {kind: value for kind, value in data.items() if isinstance(kind, str) and kind.endswith("json")}
    return texts | _json_only(objects)


def _json_only(content: dict[Any, Any]) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = json.loads(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError):
        return {}
    return plain


def as_json(notebook: NotebookNode) -> str:
    """The notebook as a file, one line a cell; its parts are known to be valid."""
    split = nbformat.v4.rwbase.split_lines(notebook)
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False, sort_keys=True) for cell in split.pop("cells"))
    rest = json.dumps(split, ensure_ascii=False, sort_keys=True)
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'
