"""Imports that take long."""

import sys

# jsonschema imports it to check web addresses, which no notebook's schema asks for; it takes a second in each process.
UNUSED = ("rfc3987_syntax",)


def skip_unused_imports() -> None:
    """Let this process do without; to be called before the first import of nbformat."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # an import of it is an ImportError
