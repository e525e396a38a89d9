"""What the processes that run student code, and those they come from, know of this one's environment."""

import os

from autograder.threads import ONE_THREAD

KEPT = ["HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "MPLCONFIGDIR", "PATH", "PYTHONPATH", "TZ", "VIRTUAL_ENV"]
KEPT += ["SYSTEMROOT", "TEMP", "TMP", "USERPROFILE"]  # Windows starts nothing without them


def scrubbed_environment() -> dict[str, str]:
    """Nothing secret: a token or password in a variable does not go on."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | ONE_THREAD
