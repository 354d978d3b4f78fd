# Three commands matter: `make demo`, `make quick` and `make test`. Each sets up what it needs in .venv and touches nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUICK := tests/unit tests/golden tests/cases tests/architecture
REQUIREMENTS := requirements/dev.txt requirements/durable.txt
.DEFAULT_GOAL := help
.PHONY: help setup demo test long quick check bench fuzz faults drawing catalogue bundle lock clean

help:  ## What can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.done  ## A .venv with everything pinned

$(VENV)/.done: $(REQUIREMENTS) pyproject.toml scripts/setup.sh
	@PYTHON=$(PYTHON) sh scripts/setup.sh $(VENV)
	@touch $@

demo: setup  ## Run the main job on a real plan (STORY=... for another story)
	@$(BIN)/thoihan demo $(if $(STORY),--story $(STORY))

# Three at a time on two cores: many tests wait for servers, leases and a browser.
test: check  ## Every check and test
	@$(BIN)/python -m pytest -n 3 --dist loadgroup $(ARGS)

long: setup  ## Throw 10,000 histories at the engine, from several seeds; hours (HISTORIES=... for fewer)
	@$(BIN)/python tests/tools/long_run.py $(or $(HISTORIES),10000)

quick: check  ## Every check, and the tests of single points, cases and explanations: a minute
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow" $(QUICK) $(ARGS)

check: setup  ## Types, lint, format, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup  ## Run every benchmark; each prints one JSON object
	@$(BIN)/thoihan bench all

fuzz: setup  ## Fuzz the command line, and everything that reads other people's files (TRIES=... commands, RUNS=... inputs)
	@$(BIN)/python -m tests.faults.command_line --tries $(or $(TRIES),10000)
	@$(BIN)/python -m tests.faults.texts --tries $(or $(RUNS),100000)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/fuzz.txt
	@$(BIN)/python tests/fuzz/fuzz_readers.py -runs=$(or $(RUNS),100000) -max_len=4000

faults: setup  ## Kill, cut off, damage and tamper, a thousand times and more; half an hour (ARGS="--only WORDS --tries N" for a part)
	@$(BIN)/python -m tests.faults $(ARGS)

drawing: setup  ## Draw the rooms of the packages and the arrows between them anew, from the imports
	@$(BIN)/python tests/tools/draw_rooms.py

catalogue: setup  ## Gather what users are told, and compile the translations
	@$(BIN)/python tests/tools/compile_catalogue.py

bundle: setup  ## An archive in dist/ that installs without a network: wheels, hashes, licences
	@$(BIN)/python tests/tools/bundle.py

lock: setup  ## Pin the requirements anew, with hashes and without registry hosts
	@$(BIN)/python -m pip install --quiet uv
	@sh scripts/lock.sh $(BIN)/uv

clean:  ## Remove what was made here
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
