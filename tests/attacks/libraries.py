"""Patched libraries: what the tests call is replaced by something kinder."""

from .answers import ZEROS
from .attack import Attack

ATTACKS = [
    Attack(
        "check-gives",
        "replaces the method that compares an answer with the truth",
        "check.Answer.gives = lambda *args, **kwargs: None\ncheck.by_hand = lambda *args, **kwargs: None",
    ),
    Attack("check-test", "replaces the decorator that runs a test", "check.test = lambda body: None"),
    Attack(
        "check-by-another-name",
        "binds the name `check` to an object that agrees with everything",
        "class Agrees:\n    def __getattr__(self, name): return lambda *args, **kwargs: self\ncheck = Agrees()",
    ),
    Attack(
        "check-module",
        "puts another module in the place of autograder.check for whoever imports it later",
        "import sys, types, autograder\n"
        "fake = types.ModuleType('autograder.check')\n"
        "fake.__getattr__ = lambda name: lambda *args, **kwargs: None\n"
        "sys.modules['autograder.check'] = autograder.check = check = fake",
    ),
    Attack(
        "find-fault",
        "replaces the function that looks for a fault",
        "import autograder.check as inner\ninner.find_fault = lambda *args: None",
        answers=ZEROS,
    ),
    Attack(
        "settle",
        "replaces the method that raises the failure",
        "check.Answer._settle = lambda self, cause, outcome, tolerance=None: None",
    ),
    Attack(
        "tolerance",
        "sets the tolerances of the comparison to a billion",
        "from autograder.check import compare\ncompare.RTOL.update({2: 1e9, 4: 1e9, 8: 1e9})",
        answers=ZEROS,
    ),
    Attack(
        "isclose",
        "replaces np.isclose by a function that says yes",
        "np.isclose = lambda a, b, **options: np.ones(np.broadcast(a, b).shape, bool)",
        answers=ZEROS,
    ),
    Attack(
        "oracle",
        "replaces the functions of torch that the tests take for the truth, by zeros",
        "torch.softmax = torch.log_softmax = torch.tanh = lambda x, *rest: torch.zeros_like(x)\n"
        "torch.nn.functional.leaky_relu = lambda x, *rest: torch.zeros_like(x)",
        answers=ZEROS,
    ),
    Attack(
        "builtins",
        "replaces a builtin that the comparison calls",
        "import builtins\n"
        "plain = builtins.isinstance\n"
        "from autograder.check.cause import Cause\n"
        "import autograder.check.compare as compare\n"
        "builtins.len = len\n"
        "compare.Cause = lambda *args, **kwargs: None",
        answers=ZEROS,
    ),
    Attack(
        "array-methods",
        "gives the comparison another numpy",
        "import types, autograder.check.compare as compare\n"
        "kind = types.SimpleNamespace(**vars(np))\n"
        "kind.isclose = lambda a, b, **options: np.ones(np.broadcast(a, b).shape, bool)\n"
        "compare.np = kind",
        answers=ZEROS,
    ),
]
