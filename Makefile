# Everything that a newcomer, a maintainer and CI call; `make help` lists it. Needs Python 3.11+ and nothing else.
#
# All of it stays in this folder: the environment is .venv, caches lie beside the code, pip's own cache is not used.
# A step that was interrupted leaves no stamp, so that the next call does it again. Spaces in the path do no harm.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/core.stamp
DEV := $(VENV)/dev.stamp
PIP_INSTALL = $(BIN)/python -m pip install --quiet --no-input --no-cache-dir --disable-pip-version-check

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help install demo test check mutants bench lock clean
.PHONY: check-format check-lint check-types check-layers check-pins check-course
.DEFAULT_GOAL := help

help: ## List these targets.
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

install: $(CORE) ## Make .venv, with the pinned requirements and the `grader` command.
	@echo "Ready: $(BIN)/grader --help"

demo: $(CORE) ## Make a synthetic class, grade it, and say which page to open.
	@$(BIN)/grader demo

# One pytest worker per usable core, and NumPy's BLAS held to one thread, so that each test, with the sandbox that it
# starts, has about a core to itself: none of the time limits under test is met because the machine was busy with us.
test: $(DEV) ## Run all tests, on all cores.
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal -q

check: check-format check-lint check-types check-layers check-pins check-course ## All checks but the tests.

check-format: $(DEV)
	$(BIN)/ruff format --check .
check-lint: $(DEV)
	$(BIN)/ruff check .
check-types: $(DEV)
	$(BIN)/mypy --strict
check-layers: $(DEV)
	$(BIN)/lint-imports --no-logo
check-pins: $(DEV)
	$(BIN)/python requirements/check.py
check-course: $(DEV)
	OPENBLAS_NUM_THREADS=1 $(BIN)/grader check --mutants

mutants: $(DEV) ## Try the cases on known mistakes and on mutants of the references; show which notice which.
	@OPENBLAS_NUM_THREADS=1 $(BIN)/grader check --mutants --matrix

bench: $(DEV) ## Time the grader against one pytest per submission, in one run.
	@$(BIN)/python benchmarks/against_pytest.py

# Pins that still fit are kept; `make lock UPGRADE=--upgrade` takes the newest of everything.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/python -m piptools compile --quiet $(UPGRADE) --generate-hashes \
	--allow-unsafe --strip-extras --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--build-deps-for=editable
lock: $(DEV) ## Pin requirements/*.txt anew from pyproject.toml (with the oldest Python that is supported).
	$(COMPILE) --output-file=requirements/core.txt pyproject.toml
	$(COMPILE) --extra=dev --constraint=requirements/core.txt --output-file=requirements/dev.txt pyproject.toml

clean: ## Remove what can be made again. Grades (reports/), submissions and the secret (.grader/) stay.
	rm -rf $(VENV) demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp names the folder that it was made in: a copied or moved checkout installs itself again.
ifneq ($(file <$(CORE)),$(CURDIR))
.PHONY: $(CORE)
endif

$(CORE): requirements/core.txt pyproject.toml requirements/venv.sh
	@sh requirements/venv.sh "$(PYTHON)" "$(VENV)"
	@echo "Installing the pinned requirements into $(VENV) …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements/core.txt
	@$(PIP_INSTALL) --quiet --no-deps --no-build-isolation --editable . # twice quiet: no advice, only errors
	@printf '%s' "$(CURDIR)" > $@

$(DEV): requirements/dev.txt $(CORE)
	@echo "Installing the tools for tests and checks into $(VENV) …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements/dev.txt
	@touch $@
