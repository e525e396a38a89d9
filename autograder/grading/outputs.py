"""What a student's cell is said to have shown, made such that a notebook may hold it."""

import html
import json
import re
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode

Output = dict[str, Any]
TEXTS = ("text/plain", "text/latex")
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")  # a page shows them as pictures: no script in them runs
WIDGET = "application/vnd.jupyter.widget-view+json"  # shows nothing: its state went with the student's process
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
TABLE_TAGS = {"table", "thead", "tbody", "tr", "td", "th", "caption", "div", "span", "p", "pre", "br", "sub", "sup"}
TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"\](?=[(:])")  # of "[text](address)" and "[name]: address"
UNSEEN = re.compile(r"[\s\\\x00-\x1f]")  # what a browser, or markdown, leaves out of an address
SCRIPT = re.compile(r"(java|vb)script:", re.IGNORECASE)


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
            return {"output_type": kind, "data": _bundle(data), "metadata": _sizes(metadata), **own}
    return None


def _bundle(data: dict[Any, Any]) -> dict[str, Any]:
    """What a page can show, and that cannot act there: whoever reads it may be the instructor."""
    texts = {kind: value for kind, value in data.items() if isinstance(kind, str) and isinstance(value, str)}
    kept = {kind: text for kind, text in texts.items() if kind in TEXTS}
    kept |= {kind: text for kind, text in texts.items() if kind in PICTURES and _is_picture(kind, text)}
    if "text/markdown" in texts:
        kept["text/markdown"] = harmless_markdown(texts["text/markdown"])
    if "text/html" in texts:
        kept["text/html"] = _harmless_html(texts["text/html"])
    json_kinds = [kind for kind in data if isinstance(kind, str) and kind.endswith("json") and kind != WIDGET]
    objects = {kind: data[kind] for kind in json_kinds}
    return kept | _json_only(objects)


def _is_picture(kind: str, text: str) -> bool:
    return kind == "image/svg+xml" or bool(BASE64.fullmatch(text))


def _harmless_html(text: str) -> str:
    """HTML that only formats: what tables are made of."""
    import bleach  # only here: few notebooks show HTML

    attributes = ["class", "colspan", "rowspan"]
    tags = {*bleach.ALLOWED_TAGS, *TABLE_TAGS}
    return str(bleach.clean(re.sub(r"(?is)<(style|script)\b.*?(</\1>|$)", "", text), tags, attributes, strip=True))


def harmless_markdown(markdown: str) -> str:
    """Markdown in which nothing acts: what looks like a tag gets a space, and is shown as it was written.

    So do all links, if one of them may be a script, however it is spelled.
    """
    text = TAG.sub("< ", markdown)
    return LINK.sub("] ", text) if SCRIPT.search(UNSEEN.sub("", html.unescape(text))) else text


def _sizes(metadata: dict[Any, Any]) -> dict[str, Any]:
    """How large a picture is to be; texts in there would reach a page as they are."""
    own = {key: value for key, value in metadata.items() if isinstance(key, str)}
    numbers = {key: value for key, value in own.items() if type(value) is int}
    return numbers | {key: _sizes(value) for key, value in own.items() if isinstance(value, dict)}


def _json_only(content: dict[Any, Any]) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = json.loads(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError):
        return {}
    return plain


def as_json(notebook: NotebookNode) -> str:
    """The notebook as a file, one line a cell; its parts are known to be valid. Uses `notebook` up."""
    split = nbformat.v4.rwbase.split_lines(notebook)
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False, sort_keys=True) for cell in split.pop("cells"))
    rest = json.dumps(split, ensure_ascii=False, sort_keys=True)
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'
