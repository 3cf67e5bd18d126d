# What developers type. Users need only launch.py. The environment is the one that `python3 launch.py test` makes.
BIN := .venv/bin
UV := uv==0.13.9

.PHONY: help run test test-long lint fix lock

help:
	@echo "make run | test | test-long | lint | fix | lock"

run:
	python3 launch.py

test:
	python3 launch.py test

test-long:
	python3 launch.py test --long

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# After a change of requirements*.txt: every version for Linux, macOS and Windows, with hashes. The versions already
# locked stay unless a pin asks otherwise; UPGRADE=--upgrade takes the newest.
lock:
	$(BIN)/python -m pip install --quiet $(UV)
	$(BIN)/uv pip compile $(LOCK) requirements.txt --output-file requirements.lock
	$(BIN)/uv pip compile $(LOCK) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock

LOCK = --quiet --universal --python-version 3.11 --generate-hashes --no-config --custom-compile-command "make lock" $(UPGRADE)
