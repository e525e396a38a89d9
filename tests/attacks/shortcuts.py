"""Shortcuts: an exercise that is to be built by hand is answered by a library, in disguise."""

from .attack import Attack

ALSO = frozenset({"softmax_along_axis", "softmax_is_stable"})
CALL = "def softmax(logits, axis=-1):\n    {}\n"
BY_TORCH = "return {}(torch.tensor(logits), axis).numpy()"


def _borrows(name: str, tries: str, answer: str, code: str = "") -> Attack:
    return Attack(name, tries, code, answers={"softmax": answer}, where="here", also=ALSO)


ATTACKS = [
    _borrows("plain", "calls the library", CALL.format(BY_TORCH.format("torch.softmax"))),
    _borrows(
        "alias",
        "calls the library by another name",
        f"import torch as t\n{CALL.format(BY_TORCH.format('t.softmax').replace('torch.tensor', 't.tensor'))}",
    ),
    _borrows(
        "helper",
        "calls it in a helper in another cell",
        CALL.format("return help_me(logits, axis)"),
        "def help_me(x, axis): return torch.softmax(torch.tensor(x), axis).numpy()",
    ),
    _borrows(
        "getattr",
        "calls it by getattr on a module under another name",
        CALL.format(
            "m = __builtins__\n    return getattr(getattr(np, 'th'), 'soft' + 'max')(np.th.tensor(logits), axis).numpy()"
        ),
        "setattr(np, 'th', torch)",
    ),
    _borrows(
        "importlib",
        "imports it by a name made of parts",
        CALL.format(
            "import importlib\n    m = importlib.import_module('tor' + 'ch')\n    return m.softmax(m.tensor(logits), axis).numpy()"
        ),
    ),
    _borrows(
        "dunder-import",
        "imports it by the import statement's own function",
        CALL.format("m = __import__('tor' + 'ch')\n    return m.softmax(m.tensor(logits), axis).numpy()"),
    ),
    _borrows(
        "eval",
        "has it evaluated",
        CALL.format("m = eval('tor' + 'ch')\n    return m.softmax(m.tensor(logits), axis).numpy()"),
    ),
    _borrows(
        "exec",
        "has it executed",
        CALL.format(
            "names = {}\n    exec('import tor' + 'ch as m', names)\n    m = names['m']\n    return m.softmax(m.tensor(logits), axis).numpy()"
        ),
    ),
    _borrows(
        "modules-table",
        "takes it from the table of modules",
        CALL.format(
            "import sys\n    m = sys.modules['tor' + 'ch']\n    return m.softmax(m.tensor(logits), axis).numpy()"
        ),
    ),
    _borrows(
        "globals",
        "takes it from the global names",
        CALL.format("m = globals()['tor' + 'ch']\n    return m.softmax(m.tensor(logits), axis).numpy()"),
    ),
    _borrows(
        "attribute-of-numpy",
        "hangs it on numpy in another cell",
        CALL.format("return np.soft(np.wrap(logits), axis).numpy()"),
        "np.soft = torch.softmax\nnp.wrap = torch.tensor",
    ),
    _borrows(
        "later-swap",
        "shows honest code and swaps it by its name in a table",
        "def softmax(logits, axis=-1):\n    return logits\nglobals()['soft' + 'max'] = lambda x, axis=-1: torch.softmax(torch.tensor(x), axis).numpy()",
    ),
    _borrows(
        "code-of-another",
        "shows honest code, and gives it another body",
        "def softmax(logits, axis=-1):\n    return logits\ndef other(logits, axis=-1): return torch.softmax(torch.tensor(logits), axis).numpy()\nsoftmax.__code__ = other.__code__",
    ),
    _borrows(
        "own-file",
        "writes a module that calls it, and imports that",
        "from borrowed import softmax",
        "open('borrowed.py', 'w').write('import torch\\ndef softmax(x, axis=-1): return torch.softmax(torch.tensor(x), axis).numpy()')\nimport sys, os\nsys.path.insert(0, os.getcwd())",
    ),
    _borrows(
        "copied-source",
        "executes the source text of an installed function",
        "import inspect, textwrap, torch as t\nsource = 'def softmax(logits, axis=-1): return t.softmax(t.tensor(logits), axis).numpy()'\nexec(source)",
    ),
    _borrows(
        "default-argument",
        "brings it as a default argument",
        "def softmax(logits, axis=-1, m=torch):\n    return m.softmax(m.tensor(logits), axis).numpy()",
    ),
    _borrows(
        "decorator",
        "has a decorator replace the honest function",
        "def better(f): return lambda x, axis=-1: torch.softmax(torch.tensor(x), axis).numpy()\n@better\ndef softmax(logits, axis=-1):\n    return logits",
    ),
    _borrows(
        "attrgetter",
        "takes it by operator.attrgetter",
        CALL.format(
            "import operator\n    m = operator.attrgetter('th')(np)\n    return m.softmax(m.tensor(logits), axis).numpy()"
        ),
        "np.__dict__['th'] = torch",
    ),
]
