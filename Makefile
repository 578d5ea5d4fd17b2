# Two commands do everything: `make demo` and `make test`. They need Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: help demo test check bench quality train screens lock clean
help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

ifdef UV
INSTALL := $(UV) pip install -q --python $(BIN)/python
NEW     := $(UV) venv -q --python $(PYTHON) --allow-existing $(VENV)
else
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check
NEW     := $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
endif

$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml
	@echo "Setting up Heard in $(VENV) ..."
	@$(NEW)
	@$(INSTALL) --require-hashes -r requirements-build.lock -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Adding what the tests need ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.run  ## start a desk with simulated customers; PORT=8001 for another port
	@$(BIN)/python -m heard demo --port $(PORT)

test: $(VENV)/.dev  ## run every test
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.dev  ## formatting, lint, types, import rules, playbook
	@$(BIN)/ruff format --check src tests benchmarks training
	@$(BIN)/ruff check src tests benchmarks training
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/heard playbook check

bench: $(VENV)/.dev  ## measure speed and quality
	@$(BIN)/python -m benchmarks.speed
	@$(BIN)/python -m benchmarks.reader
	@$(BIN)/python -m benchmarks.blind a b techniques techniques_b
	@$(BIN)/python -m benchmarks.drafts
	@$(BIN)/python -m benchmarks.swaps
	@$(BIN)/python -m benchmarks.redaction

$(VENV)/.quality: $(VENV)/.dev requirements-quality.lock
	@$(INSTALL) --require-hashes -r requirements-quality.lock
	@touch $@

quality: $(VENV)/.quality  ## measure how right Heard is beside its peers; HEARD_DATA names a folder with public sets
	@$(BIN)/python -m benchmarks.quality --output docs/models/quality.md

TRAINING := .venv-training
WORK     ?= $(HOME)/.cache/heard/training

$(TRAINING)/.done: training/requirements.txt pyproject.toml
	@$(PYTHON) -m venv $(TRAINING)
	@$(TRAINING)/bin/python -m pip install -q --disable-pip-version-check -r training/requirements.txt -e .
	@touch $@

train: $(TRAINING)/.done  ## train the reading model (three stages of under an hour each); HEARD_DATA names the public sets
	@test -n "$(HEARD_DATA)" || { echo "HEARD_DATA names no folder with the public sets"; exit 2; }
	@$(TRAINING)/bin/python -m pytest -q -c /dev/null --rootdir . training/tests
	@$(TRAINING)/bin/python -m training.train_reader comments --data $(HEARD_DATA) --work $(WORK)
	@$(TRAINING)/bin/python -m training.train_reader support --data $(HEARD_DATA) --work $(WORK)
	@$(TRAINING)/bin/python -m training.train_reader settle --data $(HEARD_DATA) --work $(WORK)

LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

screens: $(VENV)/.dev  ## make the pictures of every page in docs/screens (needs chromium)
	@HEARD_SCREENS=docs/screens $(BIN)/python -m pytest -q -p no:xdist tests/browser/test_screens.py

lock:  ## write the lock files again (needs uv)
	printf 'editables\nhatchling\n' | $(LOCK) - -o requirements-build.lock
	$(LOCK) --extra desk pyproject.toml -o requirements.lock
	$(LOCK) --extra desk --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra desk --extra dev --extra quality pyproject.toml -o requirements-quality.lock

clean:  ## remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache dist build
