# Everything that a newcomer, a maintainer and CI call; `make help` lists it. Needs Python 3.11+ and nothing else.
#
# All of it stays in this folder: the environment is .venv, caches lie beside the code, pip's cache is in .venv.
# A step that was interrupted leaves no stamp, so that the next call does it again. Spaces in the path do no harm.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/core.stamp
DEV := $(VENV)/dev.stamp
PIP_INSTALL = $(BIN)/python -m pip install --quiet --no-input --cache-dir $(VENV)/cache --disable-pip-version-check

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help install demo test check mutants dist bench locale lock clean
.PHONY: check-locale check-format check-lint check-types check-layers check-pins check-course
.DEFAULT_GOAL := help

help: ## List these targets.
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

install: $(CORE) ## Make .venv, with the pinned requirements and the `grader` command.
	@echo "Ready: $(BIN)/grader --help"

demo: $(CORE) ## Make a synthetic class, grade it, and say which page to open.
	@$(BIN)/grader demo

# One pytest worker per usable core, and NumPy's BLAS held to one thread, so that each test, with the sandbox that it
# starts, has about a core to itself: none of the time limits under test is met because the machine was busy with us.
# A test that hangs costs its worker, and is named; the longest takes a minute.
test: $(DEV) ## Run all tests, on all cores.
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal -q \
		-o faulthandler_timeout=300 -o faulthandler_exit_on_timeout=true

check: check-format check-lint check-types check-layers check-pins check-locale check-course ## All checks but the tests.

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
check-locale: $(DEV)
	@$(BIN)/python -m pytest -q tests/unit/test_locale.py
check-course: $(DEV)
	OPENBLAS_NUM_THREADS=1 $(BIN)/grader check --mutants

mutants: $(DEV) ## Try the cases on known mistakes and on mutants of the references; show which notice which.
	@OPENBLAS_NUM_THREADS=1 $(BIN)/grader check --mutants --matrix

dist: $(DEV) ## Build both distributions, each as a wheel and an sdist, into dist/.
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@$(BIN)/python -m build --no-isolation --outdir dist attacks >/dev/null
	@rm -rf *.egg-info attacks/*.egg-info # by-products, as above
	@ls dist

bench: $(DEV) ## Time the grader against one pytest per submission, in one run.
	@$(BIN)/python benchmarks/against_pytest.py

# What people read, in other languages (docs/author.md). After a change of texts: `make locale`, translate what is empty
# or fuzzy in the .po files, and once more. Hidden texts have a domain of their own, which stays with the solutions.
locale: $(DEV) ## Bring the catalogs of messages in step with the sources, and compile them.
	@mkdir -p build/locale
	$(call catalogs,grader,grader)
	$(call catalogs,exercises,course.yaml exercises)
	$(call catalogs,solutions,solutions)
define catalogs
	@$(BIN)/pybabel --quiet extract --mapping=pyproject.toml --keywords="msg counted:1,2" --add-location=file \
		--sort-by-file --no-wrap --output=build/locale/$(1).pot $(2)
	@$(BIN)/pybabel --quiet update --domain=$(1) --input-file=build/locale/$(1).pot --output-dir=$(1)/locale \
		--no-wrap --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel compile --domain=$(1) --directory=$(1)/locale --statistics
endef

# Pins that still fit are kept; `make lock UPGRADE=--upgrade` takes the newest of everything.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/python -m piptools compile --quiet $(UPGRADE) --generate-hashes \
	--allow-unsafe --strip-extras --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(DEV) ## Pin requirements/*.txt anew from pyproject.toml (with the oldest Python that is supported).
	$(COMPILE) --build-deps-for=editable --output-file=requirements/core.txt pyproject.toml
	$(COMPILE) --build-deps-for=editable --extra=dev --constraint=requirements/core.txt --constraint=requirements/constraints.in \
		--output-file=requirements/dev.txt pyproject.toml
	$(BIN)/python requirements/oldest.py | $(COMPILE) --output-file=requirements/oldest.txt -

clean: ## Remove what can be made again. Grades (reports/), submissions and the secret (.grader/) stay.
	rm -rf $(VENV) demo build dist *.egg-info attacks/build attacks/*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp names the folder that it was made in: a copied or moved checkout installs itself again.
ifneq ($(file <$(CORE)),$(CURDIR))
.PHONY: $(CORE)
endif

$(CORE): requirements/core.txt pyproject.toml attacks/pyproject.toml requirements/venv.sh
	@sh requirements/venv.sh "$(PYTHON)" "$(VENV)"
	@echo "Installing the pinned requirements into $(VENV) …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements/core.txt
	@$(PIP_INSTALL) --quiet --no-deps --no-build-isolation --editable . --editable attacks # twice quiet: errors only
	@rm -rf *.egg-info attacks/*.egg-info # by-products; an old one here would hide the installed entry points
	@printf '%s' "$(CURDIR)" > $@

$(DEV): requirements/dev.txt $(CORE)
	@echo "Installing the tools for tests and checks into $(VENV) …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements/dev.txt
	@touch $@
