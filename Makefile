# Remote Claude. `make setup`, `make up`, `make check`, `make test`; `make types` and `make strings` write what is generated; `make image` builds the image of a session, `make images` all that deploy/compose.yaml runs.

# The first Python that is new enough; another one: make setup PYTHON=/path/to/python
PYTHON = $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && \
	echo $$p && exit 0; done; echo python3)
DATA = ./.data
PORT =
CONFIG =
# Of the image of a session: its base and name, certificates for building, more words for session-image/build.py.
BASE_IMAGE =
IMAGE =
TAG = latest
CA =
IMAGE_FLAGS =

BIN = .venv/bin
# A test waits a part of its time for something: one more of them than there are cores.
WORKERS = $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup up check lint lint-python lint-lab test image images test-containers strings types clean
.DEFAULT_GOAL := setup

setup:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "make setup: Python is missing. Install it: sudo apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make setup: Python 3.11 or newer is needed, and $(PYTHON) is older. Install it and name it: make setup PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) requirements/install.py

up: setup
	@exec $(BIN)/remote-claude up --data "$(DATA)" $(if $(PORT),--port "$(PORT)") $(if $(CONFIG),--config "$(CONFIG)")

check: lint
	$(BIN)/python -m pytest -q tests/house

lint: lint-python lint-lab

lint-python: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy session-image/build.py session-image/base.py
	$(BIN)/mypy deploy/build.py
	$(BIN)/python labextension/locale/catalog.py --check

lint-lab: setup
	cd labextension && jlpm lint:check && jlpm types

test: setup
	cd labextension && jlpm test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

image: setup
	@$(BIN)/python session-image/build.py $(if $(IMAGE),--image "$(IMAGE)") $(if $(BASE_IMAGE),--base "$(BASE_IMAGE)") $(if $(CA),--ca "$(CA)") $(IMAGE_FLAGS)

images: setup
	@$(BIN)/python session-image/build.py --image "remote-claude-session:$(TAG)" $(if $(BASE_IMAGE),--base "$(BASE_IMAGE)") $(if $(CA),--ca "$(CA)") $(IMAGE_FLAGS)
	@$(BIN)/python deploy/build.py --tag "$(TAG)" $(if $(BASE_IMAGE),--base "$(BASE_IMAGE)") $(if $(CA),--ca "$(CA)") $(IMAGE_FLAGS)

test-containers: setup
	BASE_IMAGE="$(BASE_IMAGE)" CA="$(CA)" $(BIN)/python -m pytest -m containers -rA tests/image tests/containers tests/compose

strings: setup
	$(BIN)/python labextension/locale/catalog.py

types: setup
	$(BIN)/python -m remote_claude_ext.wire.schema | (cd labextension && node types.mjs)

clean:
	rm -rf .venv build dist labextension/node_modules labextension/lib remote_claude_ext/labextension remote_claude_ext/vendor
	find remote_claude_ext tests requirements -name __pycache__ -type d -prune -exec rm -rf {} +
