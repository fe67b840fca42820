# `make run` to try it, `make test` to change it. Nothing but Python 3.11 or newer, make and git is needed.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

# Tests start the program hundreds of times: compiled once, whatever is set around.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test lint types contracts quality bench lock clean

# Talk with the mentor in this terminal, or pipe lines into it.
run: $(VENV)/.runtime
	@$(BIN)/career chat

# Everything that must hold before a change goes in.
test: lint types contracts
	$(BIN)/pytest

lint: $(VENV)/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.development
	$(BIN)/mypy

contracts: $(VENV)/.development
	$(BIN)/lint-imports

# How good the answers are; needs the labelled questions (CAREER_SHARED, default ../shared).
quality: $(VENV)/.development
	$(BIN)/python benchmarks/quality.py

# How fast they come, beside SQLite FTS5 and plain encoder search.
bench: $(VENV)/.development
	$(BIN)/python benchmarks/answer.py

# Pin the newest versions that pyproject.toml allows, with hashes and without the address of any index.
lock: $(VENV)/.development
	$(BIN)/uv pip compile pyproject.toml --extra install --universal --upgrade --generate-hashes \
		--no-header --python-version 3.11 --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra install --extra dev --universal --generate-hashes \
		--no-header --python-version 3.11 --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Everything on standard error, so that `echo staff | make -s run` prints the answer alone.
$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing Career Mentor into $(VENV) (once, about a minute)..." >&2
	@$(PIP) install --no-deps --require-hashes --requirement requirements.txt >&2
	@$(PIP) install --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@$(PIP) install --no-deps --require-hashes --requirement requirements-dev.txt >&2
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Career Mentor needs Python 3.11 or newer with its venv module" \
		"(Debian and Ubuntu: apt install python3-venv). Found none; set PYTHON=/path/to/python." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) >&2 || { rm -rf $(VENV); exit 2; }
