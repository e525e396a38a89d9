"""`python -m autograder.lab` opens JupyterLab here."""

import sys

from autograder.lab.start import start

start(sys.argv[1:])
