# Every routine of the project. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo up test test-browser test-server check format bench chaos clean lock install assets messages

help: ## List the routines
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

install: $(STAMP) assets messages ## Set up the virtual environment and the front-end files

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Raschet needs Python 3.11 or newer; this is Python " + sys.version.split()[0] + ". Install a newer one and run: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Raschet needs Python's venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

assets: $(STAMP) ## Install the front-end packages and build the files we serve
	@$(BIN)/python -m raschet.interfaces.ui.assets

messages: $(STAMP) ## Merge the Russian texts into the catalogue, check and compile it
	@$(BIN)/python -m raschet.interfaces.ui.messages compile

demo: install ## Build the demo city (first time) and serve it
	@$(BIN)/raschet demo

up: install ## Serve the site with the data that are there
	@$(BIN)/raschet up

test: install ## Run the tests that need nothing but Python
	$(BIN)/pytest -n 2 -m "not browser and not server and not chaos"

test-browser: install ## Run the browser tests (needs Debian's chromium)
	$(BIN)/pytest -m browser

test-server: install ## Run the domain's tests on Debian's PostgreSQL
	PATH="$(CURDIR)/$(BIN):$$PATH" .ci/postgres-server $(BIN)/pytest -n 2 -m "not browser and not chaos" tests/domain

check: install ## Lint, types, layers, templates, migrations, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djade --target-version 5.2 $$(git ls-files '*.html')
	$(BIN)/djlint --lint --quiet src
	$(BIN)/raschet manage makemigrations --check --dry-run
	$(BIN)/python -m raschet.interfaces.ui.messages check

format: install ## Format the sources
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## Measure speed and memory; results go to bench/results
	$(BIN)/python -m bench

chaos: install ## Long campaigns of kills and faults
	$(BIN)/pytest -m chaos

lock: ## Compile the locked requirements again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements/runtime.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group bench -c requirements/runtime.txt -o requirements/bench.txt

clean: ## Remove the environment, the demo data and every cache
	rm -rf $(VENV) var node_modules dist build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
