# `make` alone says what there is. Each target sets up what it needs in .venv first; nothing is installed elsewhere.
.DEFAULT_GOAL := help
SHELL := /bin/sh

BIN := .venv/bin
PYTHON := $(BIN)/python
MANAGE := $(PYTHON) -m roundup.config.manage
# One more than there are cores: many tests wait for a browser or for other processes.
WORKERS := $(shell python3 -c 'import os; print((os.cpu_count() or 1) + 1)')
# Files in the order of tests/services/order.py, instead of those with the most tests first.
PYTEST := $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(if $(UPGRADE),--upgrade)
CODE := src tests tools worker.py $(wildcard benchmarks)

# Programs that are compiled anew in each of hundreds of processes cost a minute.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup dev demo up test check check-email tests tests-postgres fuzz chaos year schedules beats drill upgrade browser bench bench-long catalogues screenshots format migrations lock build clean

help: ## Say what each target does.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with roundup and what it runs on.
	@command -v python3 >/dev/null || { echo "python3 was not found: install Python 3.11 or later." >&2; exit 1; }
	@python3 tools/venv.py runtime

dev: ## Add the tools of development to .venv.
	@command -v python3 >/dev/null || { echo "python3 was not found: install Python 3.11 or later." >&2; exit 1; }
	@python3 tools/venv.py dev

demo: setup ## Show the main job on a sample magazine, then serve the newsroom (ONCE=1: stop after the outbox; PORT=8000).
	@$(BIN)/roundup demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

up: setup ## Run everything on this machine: web, worker and a broker (PORT=8000).
	@$(BIN)/roundup up $(if $(PORT),--port $(PORT))

test: check browser ## Run every check and every test, on SQLite and on PostgreSQL.
	@rm -f .cache/not-run-*
	$(MAKE) --no-print-directory tests
	$(MAKE) --no-print-directory tests-postgres
	@cat .cache/not-run-*

# Whatever needs the settings loaded finds a data folder that is nobody's.
check migrations: export ROUNDUP_DATA := .cache/data

check: dev ## Run the fast checks: format, lint, imports between rooms, types, migrations.
	$(PYTHON) -m ruff format --check $(CODE)
	$(PYTHON) -m ruff check $(CODE)
	$(BIN)/lint-imports
	$(PYTHON) -m mypy
	$(MANAGE) makemigrations --check --dry-run

check-email: dev ## Ask the Nu HTML checker and SpamAssassin about every mail, where they are installed.
	@$(PYTHON) -m tools.check_email

tests: dev ## Run the tests on SQLite.
	env -u ROUNDUP_TEST_DATABASE_URL $(PYTEST) --not-run=.cache/not-run-sqlite

tests-postgres: dev ## Run the tests that use the database once more, on PostgreSQL.
	$(PYTHON) -m tests.services.postgres $(PYTEST) --not-run=.cache/not-run-postgres

fuzz: dev ## Search with new examples for what breaks a rule, on SQLite (MINUTES=10).
	@$(PYTHON) -m tests.services.fuzz $(or $(MINUTES),10)

chaos: dev ## Kill, freeze and starve the engine, and see that everybody is mailed once (RUNS=200 READERS=20000 SEED=).
	$(PYTHON) -m tests.chaos

drill: dev ## Kill, freeze and starve each part of `roundup up`, and see that it is told within a minute (ONLY= AT_ONCE=3).
	@$(PYTHON) -m tests.drill

schedules: dev ## Let magazines live for years while their schedules change, and see that nothing is lost (YEARS=10 SEED= ONLY=).
	@$(PYTHON) -m tests.schedules

beats: dev ## Let many schedulers tick at once, die, and have clocks that jump (WEEKS=200 MANY=20 BEATS=3 SEED=).
	@$(PYTHON) -m tests.schedules.beats

year: dev ## Live through a simulated year of weeks and faults, and print it as a table (WEEKS=1-52).
	@$(PYTHON) -m pytest -q -s --tb=line --show-capture=no -p no:cacheprovider tests/year/whole_year.py

upgrade: dev ## Make an installation by an old commit, upgrade it by this checkout, and see that nothing is lost.
	@$(PYTHON) -m tools.upgrade

browser: dev ## Find Chromium for the browser tests, or install it.
	@$(PYTHON) -m tests.services.browser

bench: dev ## Measure the speed of the main paths, and how near our drafts come to an editor's.
	$(PYTHON) -m benchmarks

bench-long: dev ## Measure how much of the rate is left for a million readers with 300 ms before each answer.
	$(PYTHON) -m benchmarks long

catalogues: dev ## Bring the catalogues of other languages in line with the words in code and templates.
	$(PYTHON) -m tools.catalogues

screenshots: dev ## Take the pictures in docs/pictures anew: the demo, and every look.
	@$(PYTHON) -m tools.screenshots
	@$(PYTHON) -m tools.looks

format: dev ## Bring the code into its form and mend what can be mended.
	$(PYTHON) -m ruff format $(CODE)
	$(PYTHON) -m ruff check --fix $(CODE)

migrations: dev ## Write the migrations that changed models need.
	$(MANAGE) makemigrations

lock: dev ## Bring the locks in line with pyproject.toml (UPGRADE=1: with the newest versions).
	$(COMPILE) --extra embedded --group build --output-file requirements.lock
	$(COMPILE) --extra embedded --group build --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock

build: setup ## Build the wheel into dist.
	$(PYTHON) -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## Remove .venv and whatever the tools left; var, with your data, stays.
	rm -rf .venv .venv.lock .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
