# Two commands: `make demo` sets up and runs the main job on a class, `make test` sets up and passes the tests.

PYTHON ?= python3
BIN = .venv/bin
TORCH = torch==2.13.0

.PHONY: demo test test-all check clean

demo: .venv/ready
	$(BIN)/autograder demo

test: .venv/dev
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 tests

test-all: .venv/dev
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 -m "slow or not slow" tests

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet $(TORCH)
	$(BIN)/python -m pip install --quiet --editable .
	touch .venv/ready

.venv/dev: .venv/ready
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch .venv/dev

clean:
	rm -rf .venv autograded feedback submitted results exchange kit kit.zip gradebook.db grades.csv
