"""JupyterLab set up for this course: `python -m autograder.lab` in the folder of the notebooks."""
