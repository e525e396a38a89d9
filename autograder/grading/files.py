"""Files that somebody handed in."""

from pathlib import Path

MOST_BYTES = 40 * 2**20


class Unreadable(Exception):
    """The file is none that can be graded; the text says why."""


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """What the file holds, never through a link, nor from a linked folder; raises Unreadable."""
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise Unreadable(f"{path.name} is missing from the submission")
    if path.stat().st_size > most:
        raise Unreadable(f"{path.name} is larger than {most / 2**20:g} MB")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}") from error
