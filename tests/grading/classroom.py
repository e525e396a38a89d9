"""Submissions made of a released notebook."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring.bank import read_bank
from autograder.authoring.master import read_master
from autograder.cell import grade_id, is_solution
from autograder.course import Course, Topic


def hand_in(course: Course, student: str, topic: Topic, answers: dict[str, str] | None = None) -> Path:
    """Put a released notebook with these answers into `submitted/`; what is not answered stays as it was released."""
    notebook = released(course, topic)
    for cell in filter(is_solution, notebook.cells):
        cell.source = (answers or {}).get(grade_id(cell), cell.source)
    folder = course.root / "submitted" / student / topic.name
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / topic.notebook.name)
    return folder / topic.notebook.name


def released(course: Course, topic: Topic) -> NotebookNode:
    """What students get."""
    return nbformat.read(course.root / "release" / topic.name / topic.notebook.name, as_version=4)


def hand_in_class(course: Course, topic: Topic, size: int) -> list[str]:
    """A small class: the first is right, each other has some of the bank's mistakes; the students' names."""
    reference, bank = read_master(topic).reference, read_bank(topic)
    students = [f"student{k:02}" for k in range(size)]
    for k, student in enumerate(students):
        wrong = {
            entry.grade_id: entry.wrongs[k % len(entry.wrongs)].cell(reference[entry.grade_id])
            for entry in bank[k % 3 :: 3]
        }
        hand_in(course, student, topic, reference | (wrong if k else {}))
    return students
