"""A shell that has run a cell, with all that notebooks import."""

import gc
import importlib
import os

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


def warm_shell() -> Shell:
    """The shell, and a heap that is cheap to fork."""
    use_one_thread()
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_ahead()
    shell = Shell()
    shell.run("%matplotlib inline\nNone")
    shell.forget()
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every page in every child
    return shell
