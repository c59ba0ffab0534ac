# Needs make and Python 3.11 or newer; everything else goes into .venv.
PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo slack discord test check lint clean

demo: $(VENV)/installed
	@$(BIN)/paperboy demo

slack discord: $(VENV)/installed-dev
	@$(BIN)/python -m tests.fakes.room $@

test: $(VENV)/installed-dev
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

check: lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not real and not long" \
	  --hypothesis-profile quick

lint: $(VENV)/installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy --strict

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed: EXTRA = [web]
$(VENV)/installed-dev: EXTRA = [dev]
$(VENV)/installed $(VENV)/installed-dev: pyproject.toml
	@found=; new='import sys; sys.exit(sys.version_info < (3, 11))'; \
	for name in $(BIN)/python $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$name" -c "$$new" 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Paperboy needs Python 3.11 or newer. If it has a name of its own: make PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	if [ "$$found" != "$(BIN)/python" ]; then \
	  echo "Making $(VENV) with $$found ..." >&2; \
	  "$$found" -m venv --clear $(VENV) || \
	    { echo "This Python cannot make a venv; on Debian: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }; \
	fi
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@echo "Installing what Paperboy needs into $(VENV) ..." >&2
	@$(PIP) install -e ".$(EXTRA)"
	@touch $(VENV)/installed $@
