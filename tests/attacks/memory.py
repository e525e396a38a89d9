"""Stack and memory: the expected value is looked for, or the judging code rewritten where it lies."""

from .answers import ZEROS, answers_that
from .attack import Attack

WALK = """import sys
frame = sys._getframe()
while frame:
    if "expected" in frame.f_locals and frame.f_code.co_name == "gives":
        return frame.f_locals["expected"]
    frame = frame.f_back
return x"""

ATTACKS = [
    Attack("frame-walk", "looks for the expected value in the callers' variables", answers=answers_that(WALK)),
    Attack(
        "array-object",
        "answers with an object that becomes the right array when it is compared",
        """import sys
class Chameleon:
    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe()
        while frame:
            if "right" in frame.f_locals:
                return np.array(frame.f_locals["right"])
            frame = frame.f_back
        return np.zeros(1)
    def __deepcopy__(self, memo): return self""",
        answers=answers_that("return Chameleon()"),
    ),
    Attack(
        "tensor-object",
        "answers with an object that detaches to the right array",
        """import sys
class Tensor:
    def detach(self): return self
    cpu = detach
    def numpy(self):
        frame = sys._getframe()
        while frame:
            if "right" in frame.f_locals:
                return frame.f_locals["right"]
            frame = frame.f_back
        return np.zeros(1)""",
        answers=answers_that("return Tensor()"),
    ),
    Attack(
        "equal-to-anything",
        "answers with a text that says it equals everything, and makes the comparison one of texts",
        "class Same(str):\n"
        "    __eq__ = lambda self, other: True\n"
        "    __hash__ = str.__hash__\n"
        "import autograder.check.compare as compare\n"
        "compare.as_numbers = lambda value: None\n"
        "compare._describe = str\n"
        "compare.type = lambda value: object",
        answers=answers_that("return Same()"),
    ),
    Attack(
        "code-swap",
        "gives the comparing method another body",
        "check.Answer.gives.__code__ = (lambda self, expected, *, rtol=None, atol=None, reveal=True: None).__code__",
    ),
    Attack(
        "garbage-collector",
        "finds the judging class among all objects, without importing it",
        "import gc\n"
        "for thing in gc.get_objects():\n"
        "    if isinstance(thing, type) and thing.__name__ == 'Answer':\n"
        "        thing.gives = lambda *args, **kwargs: None",
    ),
    Attack(
        "ctypes-float",
        "overwrites the comparison's tolerances where they lie in memory",
        "import ctypes\n"
        "from autograder.check import compare\n"
        "for number in compare.RTOL.values():\n"
        "    ctypes.c_double.from_address(id(number) + 16).value = 1e9",
        answers=ZEROS,
    ),
    Attack(
        "closure-cells",
        "rewrites what the comparison has closed over: the function it asks for the answer",
        "honest = check.Answer.__init__\n"
        "def init(self, *args):\n"
        "    honest(self, *args)\n"
        "    self._ask = lambda: None\n"
        "    self.gives = lambda *args, **kwargs: None\n"
        "check.Answer.__init__ = init",
    ),
    Attack(
        "module-dictionary",
        "rewrites the comparison's globals by a function's __globals__",
        "names = check.call.__globals__\nnames['find_fault'] = lambda *args: None\n"
        "names['fault_of_call'] = lambda *args: None",
    ),
]
