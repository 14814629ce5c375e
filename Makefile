# Needs Python 3.11 or newer and make; everything else is fetched into .venv.
#   make serve   environment, install, build the graph, serve it on 127.0.0.1
#   make test    environment, install, run the tests
#   make browser the tests that drive Debian's Chromium
#   make assets  fetch the pages' third-party files, which serve and test do too
#   make check   format, lint and types, as CI does
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

.PHONY: serve test browser check assets clean

serve: .venv/serve.stamp
	$(BIN)/celadon serve --port $(PORT)

test: .venv/test.stamp
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long and not browser"

browser: .venv/test.stamp
	$(BIN)/python -m pytest -n auto -m browser

check: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/celadon format --check
	$(BIN)/celadon check

assets:
	$(PYTHON) server/assets/fetch.py

clean:
	rm -rf .venv build dist server/static/vendor

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Celadon needs Python 3.11 or newer, and $(PYTHON) is older or missing: set PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "$(PYTHON) cannot make virtual environments: on Debian or Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/serve.stamp: .venv/python.stamp pyproject.toml constraints.txt server/assets/package-lock.json
	$(PIP) -e .
	@touch $@

.venv/test.stamp: .venv/python.stamp pyproject.toml constraints.txt server/assets/package-lock.json
	$(PIP) -e '.[dev]'
	@touch $@ .venv/serve.stamp
