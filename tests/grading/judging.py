"""A student's answer, judged by tests in the order given."""

from autograder.grading.judge_process import Cell, judge, trusted_imports
from autograder.grading.zygote import Zygote

IMPORTS = "import numpy as np\nfrom autograder import check\n"


def verdict(zygote: Zygote, answer: str, *tests: str, seconds: float = 1.0) -> list[str]:
    """ "" for a passed test, else the words of its failure."""
    cells = [Cell("imports", "student", IMPORTS), Cell("answer", "student", answer)]
    cells += [Cell(f"test{i}", "test", test, seconds) for i, test in enumerate(tests)]
    return [str(r.error or "") for r in judge(zygote, cells, trusted_imports([IMPORTS])) if r.cell.kind == "test"]
