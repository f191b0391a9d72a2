# One command each. Needs only python3 >= 3.11 with venv and pip, and the package registries.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PORT ?= 8000

.PHONY: help setup setup-test run test test-all check fix bench lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-stamp: $(VENV)/bin/python requirements/run.lock pyproject.toml package.json
	$(PIP) --require-hashes -r requirements/run.lock
	$(PIP) --no-deps --no-build-isolation -e .
	$(BIN)/python -m pulang.web.assets
	$(BIN)/python -m pulang.web.catalogues
	touch $@

$(VENV)/.test-stamp: $(VENV)/.run-stamp requirements/all.lock
	$(PIP) --require-hashes -r requirements/all.lock
	touch $@

setup: $(VENV)/.run-stamp ## install into .venv; leaves the command line at .venv/bin/pulang

setup-test: $(VENV)/.test-stamp
	@$(BIN)/python -m pulang.web.catalogues
	@command -v chromium >/dev/null || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "Chromium is not installed: browser tests will be skipped (Debian: apt install chromium)."; fi

run: setup ## start the demo province at http://127.0.0.1:8000 (PORT=…); Ctrl-C stops everything
	@exec $(BIN)/pulang run --port $(PORT)

test: setup-test ## run all tests, browser included (DATABASE_URL=… points them at another server)
	$(BIN)/python -m pytest -q -n auto -m "not slow"

test-all: setup-test ## the tests that take minutes as well
	$(BIN)/python -m pytest -q -n auto

check: setup-test ## format, lint, types, import contract, missing migrations, templates, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pulang manage makemigrations --check --dry-run -v 0
	$(BIN)/djlint --check --quiet --lint pulang
	$(BIN)/python -m pytest -q tests/house

fix: setup-test ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet pulang

bench: setup ## the figures of docs/benchmarks.md at a size for this machine
	$(BIN)/pulang bench unify --records 100000 --against splink
	$(BIN)/pulang bench febrl
	$(BIN)/pulang bench incremental
	$(BIN)/pulang bench import
	$(BIN)/pulang bench search

lock: ## pin all versions anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra bench --extra assets --extra build -q -o requirements/run.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra bench --extra assets --extra build --extra test --extra dev -q -c requirements/run.lock -o requirements/all.lock

clean: ## remove what set-up made (the data in .pulang stays)
	rm -rf $(VENV) node_modules static-build bench-out
