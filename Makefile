# Two commands matter: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate
LOCKS := .
APPS := intimacy checkins quizzes accounts
CODE := $(APPS) tests benchmarks manage.py
CODE_FILES = $(shell find $(CODE) -name '*.py' -not -path '*/migrations/*')
TEMPLATES = $(shell find templates -name '*.html')
# Settings as on a real server, for the checks that only mean something there.
PRODUCTION := DATABASE_URL=postgresql://nobody@127.0.0.1:1/none SITE_URL=https://evenings.example.org \
	EMAIL_URL=smtp+tls://127.0.0.1:1 REDIS_URL=redis://127.0.0.1:1/0 DEBUG=0 \
	SECRET_KEY=a-key-for-the-checks-only-and-long-enough-that-none-of-them-minds \
	SEALING_KEYS=check:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= DATA_DIR=build/check

.PHONY: run demo test lanes check-and-lanes faults check fix lock bench clean help
.DEFAULT_GOAL := help

run: $(VENV)/run.stamp ## run everything; PORT, HOST and DATA_DIR choose where
	@$(BIN)/python manage.py up

demo: $(VENV)/run.stamp ## Alex and Sam with half a year behind them, in an empty DATA_DIR
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createcachetable
	@$(BIN)/python manage.py demo

test: $(VENV)/dev.stamp ## the whole test suite; ARGS="-k name" passes on to pytest
	@$(BIN)/python -m pytest $(ARGS)

# Each lane's words are printed whole, when it has ended; all end, whatever befalls one of them.
SIDE_BY_SIDE := --no-print-directory --jobs --keep-going --output-sync=target
# Much of a test is waiting, for a browser or a server, so that four lanes keep two cores busy.
LANES := lane-faults lane-1 lane-2 lane-3

lanes: $(VENV)/dev.stamp ## the whole test suite and the faults, in four lanes side by side
	@$(MAKE) $(SIDE_BY_SIDE) $(LANES)

check-and-lanes: $(VENV)/dev.stamp # what .ci/run wants, side by side as well
	@$(MAKE) $(SIDE_BY_SIDE) check $(LANES)

# What they try is a matter of seconds, and they do little: the others let them go first.
lane-faults:
	@echo "== Lane: faults"
	@$(FAULTS)

lane-%:
	@echo "== Lane: files $* of 3"
	@nice -n 10 $(BIN)/python -m pytest --lane $*/3

FAULTS := REQUIRE_SERVICES=1 $(BIN)/python -m pytest -m faults tests/faults
faults: $(VENV)/dev.stamp ## kill and restart real servers and processes, in three lanes; needs all services
	@$(if $(ARGS),$(FAULTS) $(ARGS),$(MAKE) $(SIDE_BY_SIDE) faults-1 faults-2 faults-3)

faults-%:
	@echo "== Faults: files $* of 3"
	@$(FAULTS) --lane $*/3

check: $(VENV)/dev.stamp ## lint, format, import rules, types, migrations, deployment checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@echo "djade --check"
	@$(BIN)/djade --check $(TEMPLATES)
	@echo "django-upgrade --check"
	@$(BIN)/django-upgrade --check $(CODE_FILES)
	@echo "manage.py check --deploy, as on a real server"
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@echo "manage.py makemigrations --check"
	@DATABASE_URL= DATA_DIR=build/check $(BIN)/python manage.py makemigrations --check --dry-run

fix: $(VENV)/dev.stamp ## let the tools mend what they can
	-$(BIN)/django-upgrade --exit-zero-even-if-changed $(CODE_FILES)
	-$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/djade $(TEMPLATES) || true

lock: $(VENV)/dev.stamp ## write requirements*.txt anew; ARGS=--upgrade takes newer releases
	@$(COMPILE) $(ARGS) pyproject.toml -o $(LOCKS)/requirements.txt
	@$(COMPILE) $(ARGS) pyproject.toml --group dev \
		-c $(LOCKS)/requirements.txt -o $(LOCKS)/requirements-dev.txt

bench: $(VENV)/dev.stamp ## pages and the reminder engine as ratios, into docs/performance.md; ARGS="ticks" for a part
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## remove what was installed and built; what the site stored stays
	rm -rf $(VENV) build .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1  \2/p' $(MAKEFILE_LIST) | sed -E 's/^(make [a-z]+) +/\1\t/'

# What is installed is remembered by a stamp, so that a second start takes no time.
$(VENV)/run.stamp: requirements.txt $(BIN)/pip
	@echo "Installing what it needs to run ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(BIN)/pip
	@echo "Installing what it needs to run and to be tested ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; choose one with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python cannot make a virtual environment. On Debian and Ubuntu:"; \
		     echo "    apt install git make python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
