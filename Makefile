# tokenfare: `make dashboard` opens it, `make test` proves it. Both set up .venv on first use.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
PY = .venv/bin/python

.PHONY: dashboard test lint types bench schema clean

dashboard: .venv/.app
	@echo "Opening the dashboard on http://127.0.0.1:8501 (Ctrl-C stops it)"
	$(PY) -m calculator dashboard

test: .venv/.dev
	@echo "Running the tests"
	$(PY) -m pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c "from importlinter.cli import lint_imports_command as run; run()"

types: .venv/.dev
	$(PY) -m mypy

bench: .venv/.dev
	$(PY) -m tests.benchmarks $(PARTS)

schema: .venv/.dev
	$(PY) -m pricing.sheets.editor_schema data/sheet.schema.json
	$(PY) -m pricing.sheets.format_docs docs/price-sheets.md

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "tokenfare needs Python 3.11 or newer"; exit 1; }
	@echo "Setting up .venv with $(PYTHON)"
	$(PYTHON) -m venv .venv

.venv/.app: pyproject.toml | .venv/bin/python
	@echo "Installing tokenfare and what it needs (once)"
	$(PY) -m pip install -q --disable-pip-version-check -e .
	@touch .venv/.app

.venv/.dev: pyproject.toml tests/peers/versions.txt | .venv/bin/python
	@echo "Installing tokenfare with its test tools (once)"
	$(PY) -m pip install -q --disable-pip-version-check -c tests/peers/versions.txt -e ".[dev,peers,spark]"
	@touch .venv/.app .venv/.dev
