# Two commands do everything for a newcomer: `make demo` and `make test`. The rest is for those who build Quartier.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := 0.13.9
# Installing system packages (venv, Chromium) needs root; sudo is used when there is one.
SUDO   := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
PORT   ?= 8050
# A file of tests stays on one core: what it builds once is built once. One more than the cores, since browsers often wait.
ALL_CORES := --numprocesses $(shell expr $$(nproc) + 1) --dist loadfile --no-loadscope-reorder

# Python keeps what it has compiled: the site, its workers and every core of the tests would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE
# Every core runs a process of its own: threads of linear algebra beside them would only wait for each other.
test test-deep: export OPENBLAS_NUM_THREADS = 1

.PHONY: demo test test-deep bench check install browser lock clean

demo: install
	$(BIN)/quartier demo --port $(PORT)

test: install browser
	$(BIN)/pytest -m "not deep" $(ALL_CORES)

test-deep: install browser
	$(BIN)/pytest $(ALL_CORES)

bench: install
	$(BIN)/python -m tests.benchmarks

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	$(BIN)/python -m dashboard.compression
	@touch $@

# The browser journeys drive Debian's own Chromium.
browser:
	@command -v chromium >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; }

# Exact versions with hashes and without the address of any package index.
lock:
	$(BIN)/uv pip compile pyproject.toml --extra test --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
