"""One thread everywhere: two threads on two busy cores take ten times as long as one."""

import os

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def use_one_thread() -> None:
    """Let numpy and torch, if they are imported after this, and every process below use one thread."""
    os.environ.update(ONE_THREAD)
    os.environ.setdefault("MPLBACKEND", "Agg")
