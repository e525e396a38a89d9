"""Files that somebody handed in."""

from pathlib import Path

MOST_BYTES = 40 * 2**20


class Unreadable(Exception):
    """The file is none that can be graded; the text says why."""


def read_file(path: Path, most: int = MOST_BYTES, *, follow: bool = False) -> bytes:
    """What the file holds; through a link, or from a linked folder, only with `follow`. Raises Unreadable."""
    is_linked = path.is_symlink() or path.parent.is_symlink()
    if (is_linked and not follow) or not path.is_file():
        raise Unreadable(f"{path.name} is missing from the submission")
    if path.stat().st_size > most:
        raise Unreadable(f"{path.name} is larger than {most / 2**20:g} MB")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}") from error
