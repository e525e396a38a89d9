"""Start-up and shadowing: a module of the student's stands before the real one."""

from .attack import Attack

AGREES = "def __getattr__(name): return lambda *args, **kwargs: None\n"
FORGET = "import sys\n[sys.modules.pop(name) for name in list(sys.modules) if name.split('.')[0] == '{}']\n"

ATTACKS = [
    Attack(
        "own-autograder",
        "writes a package `autograder` beside the notebook before it is imported",
        FORGET.format("autograder") + "import os\nos.makedirs('autograder', exist_ok=True)\n"
        "open('autograder/__init__.py', 'w').close()\n"
        f"open('autograder/check.py', 'w').write({AGREES!r})",
        "first",
    ),
    Attack(
        "own-module-on-the-path",
        "puts a folder of its own first on the path",
        FORGET.format("autograder") + "import os\nos.makedirs('own/autograder', exist_ok=True)\n"
        "open('own/autograder/__init__.py', 'w').write('class check:\\n    test = staticmethod(lambda body: None)')\n"
        "sys.path.insert(0, os.path.abspath('own'))",
        "first",
    ),
    Attack(
        "path-of-a-package",
        "extends the path of the installed package",
        "import os, sys\nos.makedirs('inner', exist_ok=True)\n"
        f"open('inner/check.py', 'w').write({AGREES!r})\n"
        "import autograder\nautograder.__path__.insert(0, os.path.abspath('inner'))\n"
        "[sys.modules.pop(name) for name in list(sys.modules) if name.startswith('autograder.')]\n"
        "import importlib\ncheck = autograder.check = importlib.import_module('autograder.check')",
    ),
]
