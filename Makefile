# `make help` lists the targets. What is up to date is not built again.
PYTHON ?= python3
ARGS   ?=

BIN := .venv/bin
PIP := scripts/quietly $(BIN)/pip --disable-pip-version-check
UI  := test/ui

# the tools of this checkout, and no others
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Each stands for a step, and in the folder it stands for: who deletes the
# folder has it made again.
VENV     := .venv/.installed
DEV      := .venv/.installed-dev
NODE     := node_modules/.installed
UI_NODE  := $(UI)/node_modules/.installed
LABEXT   := cellheat/labextension/.built
EDITABLE := .venv/.editable
WHEEL    := dist/.built

INSTALLED := .venv/share/jupyter/labextensions/cellheat

find    = $(shell find $(1) -type f $(2) 2>/dev/null)
KERNEL := $(call find,cellheat/kernel,-name '*.py')
LESSON := $(call find,notebooks,-name '*.ipynb' ! -path '*/.*' -o -name pack.toml)
FRONT  := $(filter-out src/kernel/helper.json src/lessons/pack.json,$(call find,src style schema))
PACKED := $(call find,cellheat,-name '*.py' ! -name _version.py) $(call find,notebooks,! -path '*/.*')

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup build lab notebook watch test test-all lint format ui pictures soak wheel fixtures instruments clean FORCE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: build ## start JupyterLab on a copy of the welcome notebook (ARGS: its options)
	@$(BIN)/python scripts/lab.py lab $(ARGS)

notebook: build ## the same in Notebook 7
	@$(BIN)/python scripts/lab.py notebook $(ARGS)

build: $(LABEXT) $(EDITABLE) ## build the extension for development and install it

watch: build ## build again on every change
	@node scripts/watch.mjs

test: $(VENV) ## check and test everything
	@$(BIN)/python scripts/test.py

test-all: $(VENV) ## the same with every instrument and tool on every row of the catalogue of faults
	@$(BIN)/python scripts/test.py --all

lint: setup ## only the checks
	@$(BIN)/python scripts/test.py lint

format: setup ## put the sources into the form that lint wants
	@node_modules/.bin/eslint --fix . || true
	@node_modules/.bin/prettier --write --log-level warn .
	@ruff check -q --fix . || true
	@ruff format -q .

ui: setup build ## only the tests in a browser (ARGS: Playwright's options)
	@$(BIN)/python scripts/ui.py lab $(ARGS)

pictures: setup build ## take the README's pictures anew, in a browser
	@$(BIN)/python scripts/ui.py pictures $(ARGS)

soak: setup ## profile a cell 10,000 times in one kernel (ARGS: options of bench/soak.py)
	@$(BIN)/python bench/soak.py $(ARGS)

wheel: $(WHEEL) ## build dist/*.whl

fixtures: setup build ## write test/fixtures from real runs
	@$(BIN)/python scripts/fixtures.py $(ARGS)

instruments: $(VENV) ## write docs/instruments.md from what the instruments say of themselves
	@$(BIN)/python scripts/instruments.py

clean: ## remove all that was made, but for the notebooks in work/
	rm -rf .venv .kernels .stamps .yarn node_modules lib dist reports coverage \
	  cellheat/labextension cellheat/_version.py src/kernel/helper.json src/lessons/pack.json \
	  $(UI)/node_modules $(UI)/test-results .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

setup: $(DEV) $(NODE) $(UI_NODE)

$(VENV): requirements.txt scripts/check_python.py
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there: install Python 3.10 or newer."; exit 1; }
	@$(PYTHON) scripts/check_python.py
	@test -x $(BIN)/python || { echo "Making a virtual environment in .venv"; $(PYTHON) -m venv .venv; }
	@echo "Installing JupyterLab and the build tools into it (half a minute to two minutes)"
	@$(PIP) install --progress-bar off -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(VENV)
	@echo "Installing the test tools into .venv (20 seconds)"
	@$(PIP) install --progress-bar off -r requirements-dev.txt
	@touch $@

$(NODE): package.json yarn.lock .yarnrc.yml $(VENV)
	@$(BIN)/python scripts/node.py
	@echo "Installing the npm packages into node_modules (half a minute to two minutes)"
	@scripts/quietly jlpm install --immutable
	@touch $@

$(UI_NODE): $(UI)/package.json $(UI)/yarn.lock .yarnrc.yml $(VENV)
	@$(BIN)/python scripts/node.py
	@echo "Installing Playwright into $(UI)/node_modules (10 seconds)"
	@cd $(UI) && ../../scripts/quietly jlpm install --immutable
	@touch $@

# a list, so that a file that has gone is noticed too
.stamps/sources: FORCE
	@mkdir -p .stamps
	@echo '$(sort $(FRONT) $(KERNEL) $(LESSON))' | cmp -s - $@ || echo '$(sort $(FRONT) $(KERNEL) $(LESSON))' > $@

# it gets the time of the beginning: what is saved meanwhile is built next time
$(LABEXT): $(NODE) tsconfig.json scripts/helper.mjs scripts/pack.mjs .stamps/sources $(FRONT) $(KERNEL) $(LESSON)
	@echo "Building the extension (5 seconds)"
	@touch .stamps/started
	@scripts/quietly jlpm build
	@touch -r .stamps/started $@

# a link in place of the copy that pip makes, so that a build is seen at once
$(EDITABLE): pyproject.toml | $(LABEXT)
	@echo "Putting the extension into JupyterLab (5 seconds)"
	@rm -rf $(INSTALLED)
	@$(PIP) install --no-build-isolation --no-deps -e .
	@rm -rf $(INSTALLED)
	@ln -s ../../../../cellheat/labextension $(INSTALLED)
	@touch $@

$(WHEEL): $(NODE) tsconfig.json pyproject.toml LICENSE README.md install.json scripts/wheel.py .stamps/sources $(FRONT) $(PACKED)
	@echo "Building the wheel (20 seconds)"
	@touch .stamps/packing
	@$(BIN)/python scripts/wheel.py
	@touch -r .stamps/packing $@
