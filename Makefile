# The verbs of this repository. `make help` lists them; hooks and CI call nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
LOCK := requirements/development.txt
STAMP := $(VENV)/.installed-$(shell sha256sum $(LOCK) | cut -c 1-16)
# The distribution's Python comes first: it was built with profiling, and takes a quarter less time than one that pyenv builds.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON := $(shell for need in "import ensurepip, venv; $(NEW_ENOUGH)" "$(NEW_ENOUGH)"; do \
	for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c "$$need" 2> /dev/null; then echo $$python; exit; fi; done; done)
PACKAGES := openssl poppler-utils $(if $(AMQP_URL),,rabbitmq-server)
SERVICES := $(filter-out development,$(basename $(notdir $(wildcard requirements/*.txt))))
DEPLOY_TESTS := tests/deploy/k8s tests/deploy/compose tests/deploy/test_rooms.py
PARALLEL := -n auto --dist loadfile
PRODUCTION_LIMITS := TRIES_PER_MINUTE=300 MANDATES_PER_MINUTE=10 MANDATES_PER_MINUTE_OF_ONE_EMAIL=5 \
	REQUESTS_PER_MINUTE=600 REQUESTS_PER_MINUTE_FROM_ONE_ADDRESS=3000 REQUESTS_AT_ONCE=8
ROOMS := contracts catalogue press texts chassis services gateway simulators deploy demo tests

.PHONY: help
help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Installing ---------------------------------------------------------------------------------------------------------------------

.PHONY: install
install: $(STAMP) ## Install what is missing: packages of the distribution, the virtual environment
	@$(PYTHON) -m deploy.local.packages $(PACKAGES)

$(STAMP): $(LOCK)
	@if [ -z "$(PYTHON)" ]; then echo "rokhas: Python 3.11 or newer is needed: apt-get install python3" >&2; exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || $(PYTHON) -m deploy.local.packages python3-venv
	@echo "rokhas: installing Python packages into $(VENV) (once for each lock file)"
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@rm -f $(VENV)/.installed-* && touch $@

.PHONY: lock
lock: install ## Lock the requirements anew, with hashes and without addresses
	@for service in $(SERVICES); do $(call compile,$$service,--extra $$service); done
	@$(call compile,development,--all-extras)

compile = echo "rokhas: locking requirements/$(1).txt"; $(VENV)/bin/uv pip compile pyproject.toml $(2) --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --output-file requirements/$(1).txt

.PHONY: clean
clean: ## Stop every platform of this checkout, delete .run, caches and the virtual environment
	@if [ -x $(PY) ]; then for folder in .run/*/platform.json .run/platform.json; do \
		[ ! -e $$folder ] || RUN_FOLDER=$${folder%/platform.json} $(PY) -m deploy.local down; done; fi
	@rm -rf .run $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The platform on this machine ---------------------------------------------------------------------------------------------------

.PHONY: demo
demo: up ## Take one real permit from filing to a signed PDF, and leave the platform running: make demo p=repair-permit
	@$(PY) -m demo $(p)

.PHONY: up
up: install ## Start the platform
	@$(PY) -m deploy.local up

.PHONY: upgrade
upgrade: install ## Bring the running platform to the code of this checkout, room by room, while people work
	@$(PY) -m deploy.local upgrade

.PHONY: down
down: install ## Stop the platform; data stays in .run
	@$(PY) -m deploy.local down

.PHONY: status
status: install ## Tell which processes run
	@$(PY) -m deploy.local status

.PHONY: logs
logs: install ## Follow one process: make logs s=filing (all of them without s); into a pipe: all they hold, in order
	@$(PY) -m deploy.local logs $(s)

.PHONY: migrate
migrate: install ## Bring the running platform's databases to their latest revisions
	@$(PY) -m deploy.local migrate

.PHONY: migration
migration: install ## Write a migration from the tables' difference: make migration s=filing m="permits expire"
	@$(PY) -m deploy.local migration $(s) "$(m)"

.PHONY: seed
seed: install ## Create the demo accounts on the running platform; safe to run again
	@$(PY) -m deploy.local seed

.PHONY: load-data
load-data: install ## Fill the running platform with files of all communes: make load-data n=1000000
	@$(PY) -m demo.loading $(or $(n),10000)

# --- Checking -----------------------------------------------------------------------------------------------------------------------

.PHONY: check
check: install ## Run every check, as CI does
	@$(MAKE) format-check lint imports types docs-check deploy-check test journeys

.PHONY: format
format: install ## Format the code
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --select I --fix .

.PHONY: format-check
format-check: install
	@$(VENV)/bin/ruff format --check .

.PHONY: lint
lint: install ## Look for mistakes and long ways of saying things
	@$(VENV)/bin/ruff check .

.PHONY: types
types: install ## Check the types (mypy --strict)
	@$(VENV)/bin/mypy $(wildcard $(ROOMS))

.PHONY: imports
imports: install ## Check who imports whom
	@$(VENV)/bin/lint-imports

.PHONY: docs
docs: install ## Write what is generated: schemas, AsyncAPI; compose.yaml and the cluster's files from deploy/rooms.toml
	@$(PY) -m contracts.describe && $(PY) -m deploy.written

.PHONY: docs-check
docs-check: install
	@$(PY) -m contracts.describe --check

.PHONY: deploy-check
deploy-check: install ## Validate the cluster's manifests and compose.yaml, offline
	@$(PY) -m pytest -q $(DEPLOY_TESTS)

.PHONY: test
test: install ## Unit, store and service tests, on a real PostgreSQL and RabbitMQ of their own
	@RUN_FOLDER=.run/tests $(PY) -m deploy.local beside $(PY) -m pytest -q --durations 5 $(PARALLEL) tests --ignore tests/journeys $(addprefix --ignore ,$(DEPLOY_TESTS))

.PHONY: journeys
journeys: install ## The citizens' stories on a whole new platform of its own
	@RUN_FOLDER=.run/check $(PY) -m deploy.local with $(PY) -m pytest -q --durations 5 tests/journeys

.PHONY: chaos
chaos: install ## Kill every process once and freeze some while files are on their way; nothing is lost or done twice
	@RUN_FOLDER=.run/chaos $(PY) -m deploy.local with $(PY) -m tests.chaos

.PHONY: upgrade-check
upgrade-check: install ## Start another commit, fill it, upgrade it while people work, audit each file: make upgrade-check from=COMMIT
	@RUN_FOLDER=.run/upgrade $(PY) -m tests.upgrade --from "$(from)"

.PHONY: attack
attack: install ## Attack a platform of its own for five minutes while people work; nothing gives way: make attack only="bombs greed"
	@RUN_FOLDER=.run/attack $(PRODUCTION_LIMITS) $(PY) -m deploy.local with $(PY) -m tests.attack $(only)

.PHONY: bench
bench: install ## Measure against baselines, with a million files at the end; results in .run/bench.jsonl: make bench only="relay files"
	@RUN_FOLDER=.run/bench $(PY) -m deploy.local with $(PY) -m tests.load $(only)

# --- Images -------------------------------------------------------------------------------------------------------------------------

.PHONY: image
image: ## Build one service's image: make image s=filing
	@deploy/image/build.sh $(s)
