"""A shell that has run a cell, with all that notebooks import."""

import gc
import importlib
import os
import sys
from functools import cache

from autograder.grading.shell import Shell
from autograder.threads import use_one_thread

MODULES = (
    "autograder.check",
    "jaxtyping",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "numpy",
    "scipy.ndimage",
    "sklearn.datasets",
    "sklearn.impute",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.svm",
    "torch",
    "torch._dynamo",  # torch imports it at an optimizer's first step, and takes a second for it
)


def import_ahead() -> None:
    """Import what notebooks import."""
    for module in MODULES:
        importlib.import_module(module)


@cache
def get_ready_to_fork() -> None:
    """Import what notebooks import, so that no child does it, and make forks cheap; once in a process is enough."""
    import_ahead()
    freeze_heap()
    if sys.platform == "linux":
        from autograder.grading.sandbox.linux import collapse_heap

        collapse_heap()


def freeze_heap() -> None:
    """Keep the collector from touching, and so copying, every page in every child."""
    gc.collect()
    gc.freeze()


def warm_shell() -> Shell:
    """The shell, and a heap that no child's collector touches."""
    use_one_thread()
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_ahead()
    shell = Shell()
    shell.run("%matplotlib inline\nNone")
    shell.forget()
    freeze_heap()
    return shell
