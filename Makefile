# Everything lives in .venv/; `make run` and `make test` need nothing but Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_OFFLINE := 1
BENCH ?= ../shared/bench

.PHONY: run install test lint bench bench-scale index eval screenshots encoder ocr

run: $(VENV)/.installed
	$(BIN)/python app.py $(ARGS)

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 or 3.12 is needed, this is ' + sys.version.split()[0]) if not (3, 11) <= sys.version_info[:2] <= (3, 12) else None"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[eval,training,dev]"
	touch $@

# Text recognition for scanned pages and pictures; an index is built anew by itself.
ocr: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[ocr]"

# The tests of the page in a real browser are skipped, with the reason, where chromium is missing.
test: $(VENV)/.installed
	$(BIN)/python -m pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

index: $(VENV)/.installed
	$(BIN)/python -m rag index

eval: $(VENV)/.installed
	$(BIN)/python -m rag eval $(ARGS)

bench: $(VENV)/.installed
	$(BIN)/python -m eval.bench --out build/bench.json

# Time and memory from 1,000 passages to all of BENCH/laws and 1.5 million vectors; hours where nothing is encoded yet.
bench-scale: $(VENV)/.installed
	$(BIN)/python -m eval.scale --laws $(BENCH)/laws --cache build/scale-cache --out build/scale.json $(ARGS)

screenshots: $(VENV)/.installed
	$(BIN)/python -m eval.screenshots

encoder: $(VENV)/.installed
	$(BIN)/python -m training.build_encoder --out rag/weights/e5-small
