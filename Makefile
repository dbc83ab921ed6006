# `make run` on a fresh machine is enough: it installs, indexes, and starts the page. `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
TORCH := torch==2.13.0
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

# One stamp for each set of dependencies and Python version, so that a second `make run` installs nothing.
KEY := $(shell { cat pyproject.toml constraints.txt; $(PYTHON) --version; } 2>/dev/null | cksum | tr -cs '0-9\n' '-')
STAMP := .venv/installed-$(KEY)

# Large libraries of which little or nothing is used, and tests: their modules are compiled when they are first imported.
SELDOM := /(kubernetes|transformers|torch|torchgen|sympy|mpmath|scipy|sklearn|networkx|sqlalchemy|openai|nltk|accelerate|onnx|mypyc?|pip|setuptools|playwright|tests?)/

.DEFAULT_GOAL := help
.PHONY: help install run index test test-all check audit sbom eval eval-all bench reliability models reader tuning screenshots clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PORT= and HOST= set where the page listens; PYTHON= names the Python (3.11 or later) that .venv is made with."

install: $(STAMP) ## Make .venv and install everything into it
	@echo "Installed: .venv is up to date."

# uv unpacks in seconds what takes pip two minutes; copied, since NLTK refuses a file that is linked from uv's cache too. It knows no settings
# of pip, so it is left out where pip has an index of its own; where it cannot be had, or fails, pip does it.
OTHERS_BY_UV = { ! $(BIN)/python -m pip config list | grep -Eq "(^|[.:])index[-_]url="; } && \
  $(PIP) install --no-compile --constraint constraints.txt --only-binary :all: uv 2>/dev/null && \
  $(BIN)/uv pip install --quiet --link-mode copy --python $(BIN)/python --constraint constraints.txt --editable '.[dev]' 2>/dev/null

# The stamp is the last step: an installation that was broken off is taken up again.
$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or later is needed, and $(PYTHON) is not one: name yours with PYTHON=, for example 'make run PYTHON=python3.11'." >&2; exit 1; }
	@wanted=$$($(PYTHON) -c 'import sys; print(sys.version)'); \
	  [ "$$($(BIN)/python -c 'import sys, pip; print(sys.version)' 2>/dev/null)" = "$$wanted" ] || { \
	  echo "Making .venv with $$($(PYTHON) --version) …"; $(PYTHON) -m venv --clear .venv; }
	@rm -f .venv/installed-*
	@echo "Installing PyTorch (1 of 2; the largest part) …"
	@$(PIP) install --no-compile --constraint constraints.txt $(TORCH)
	@echo "Installing the other packages (2 of 2) …"
	@$(OTHERS_BY_UV) || $(PIP) install --no-compile --constraint constraints.txt --editable '.[dev]'
	@echo "Compiling …"
	@$(BIN)/python -m compileall -q -j 0 -x '$(SELDOM)' .venv/lib || true  # some packages bring files that no Python 3 reads
	@touch $@

run: install index ## Install, index and start the page: all that is needed
	@$(if $(PORT),PEEL_QA_PORT='$(PORT)') $(if $(HOST),PEEL_QA_HOST='$(HOST)') $(BIN)/peel-qa serve

index: install ## Bring the index up to the corpus
	@$(BIN)/peel-qa index

PYTEST := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

test: install ## Run the tests with branch coverage (at least 90%)
	@mkdir -p reports
	@$(PYTEST) --cov --cov-report=term --cov-report=xml:reports/coverage.xml --junitxml=reports/tests.xml

test-all: install ## The same with every invented force of tests/data/forces, before a release
	@$(PYTEST) --all-forces

check: install ## Lint, formatting, types and known advisories
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m security.audit

audit: install ## Hold the pinned versions against the advisories kept in security/ (part of check)
	@$(BIN)/python -m security.audit

sbom: install ## Write what is installed, with versions, licences and hashes of weights, to reports/sbom.json
	@$(BIN)/python -m security.sbom

eval: install ## Prove the cases, ask a third of each quick suite and a quarter of each large corpus, and hold the figures to the gates
	@$(BIN)/peel-qa eval --check
	@$(BIN)/peel-qa eval --gate --quick --jobs $(JOBS)
	@$(BIN)/peel-qa eval --briefings --gate

eval-all: install ## The same over every case, held to every gate of evals/gates.toml (ten minutes)
	@$(BIN)/peel-qa eval --gate --jobs $(JOBS)

bench: install ## Measure speed and retrieval, other systems and a million passages (idle machine; an hour, 10 GB)
	@$(BIN)/python -m benchmarks.run
	@[ -x .bench/bin/python ] || $(PYTHON) -m venv .bench
	@.bench/bin/python -m pip --disable-pip-version-check -qq install --constraint constraints.txt $(TORCH)
	@.bench/bin/python -m pip --disable-pip-version-check -qq install --constraint constraints.txt --requirement benchmarks/requirements.txt
	@$(BIN)/python -m benchmarks.compare $(foreach folder,$(BEIR),--beir '$(folder)')
	@$(BIN)/python -m benchmarks.backends
	@$(BIN)/python -m benchmarks.scale

reliability: install ## Measure how it holds under kills, damage, load and attack; writes docs/reliability.md (hours; ONLY=, SIZE=, SEED=)
	@$(BIN)/python -m benchmarks.reliability $(ONLY) $(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED))

models: install ## Measure answers with scripted language models, honest, lying and failing; writes docs/language-models.md (an hour; ONLY=)
	@$(BIN)/python -m benchmarks.models $(ONLY)

reader: install ## Train the reader anew and export it (about seven hours on 2 cores, minutes on a GPU; see training/README.md)
	@$(PIP) install --requirement training/requirements.txt
	@OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m training.train
	@$(BIN)/python -m training.export

tuning: install ## Tune the embedding model anew (half an hour on 2 cores; see training/README.md)
	@$(BIN)/python -m training.tuning

screenshots: install ## Take the README's pictures of the page anew (needs Chromium)
	@$(BIN)/python docs/screenshots.py

clean: ## Remove .venv, the index, caches and reports; sources stay
	@rm -rf .venv .bench .tools reports htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis build ./*.egg-info benchmarks/results/tmp
	@find index -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed .venv, .bench, .tools, the index, caches and reports."
