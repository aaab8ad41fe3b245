# Every target does its own set-up: Python >= 3.11, git and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.klad-ready
PLACE := $(VENV)/.klad-place

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUTF8 = 1

.PHONY: help run setup test test-long check format pictures bench lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## Open klad on a demo company
	@"$(BIN)/python" -m tui demo

setup: $(STAMP) ## Only set up: .venv from the lock file

# An environment that was moved, or whose Python is gone, does not work any more: it is made anew.
ifneq ($(shell "$(BIN)/python" -c "" 2>/dev/null && cat "$(PLACE)" 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

$(STAMP): requirements.lock pyproject.toml $(wildcard tui/locale/ru/*.po)
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make setup PYTHON=python3.12" >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "klad needs Python 3.11 or newer; this is %d.%d. Try: make setup PYTHON=python3.12" % sys.version_info[:2])'
	@{ "$(BIN)/python" -m pip --version && test "$$(cat "$(PLACE)")" = "$$(pwd -P)"; } >/dev/null 2>&1 \
	  || { test -L "$(VENV)" && { \
	  echo "$(VENV) is a link: to set up here would empty the environment it points to. Remove the link and run this again." >&2; exit 1; }; \
	  "$(PYTHON)" -m venv --clear "$(VENV)" && pwd -P >"$(PLACE)"; } \
	  || { rm -rf "$(VENV)"; \
	  echo "$(PYTHON) cannot make an environment: its modules venv and ensurepip are needed (on Debian and Ubuntu: apt-get install python3-venv)." >&2; \
	  exit 1; }
	@cmp -s requirements.lock "$(VENV)/installed.lock" || { \
	  echo "Installing the locked packages into $(VENV)…"; \
	  "$(BIN)/python" -m pip install --quiet --require-hashes -r requirements.lock \
	  && cp requirements.lock "$(VENV)/installed.lock"; } || { \
	  echo "The packages of requirements.lock could not be installed: pip says above why. Without a network name a folder that has them: PIP_NO_INDEX=1 PIP_FIND_LINKS=/path make setup" >&2; \
	  exit 1; }
	@"$(BIN)/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
	@"$(BIN)/python" -m tui.locale compile
	@touch "$@"

test: setup check ## Run every test, in parallel
	@"$(BIN)/python" -m pytest -n auto --dist worksteal tests

test-long: setup ## The long seeded searches
	@"$(BIN)/python" -m pytest -n auto --dist worksteal -m long tests

check: setup ## Lint, types, import contracts, catalogue, migrations = models
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/mypy"
	@"$(BIN)/lint-imports"
	@"$(BIN)/python" -m tui.locale check

format: setup ## Let ruff rewrite what it can
	@"$(BIN)/ruff" check --fix .
	@"$(BIN)/ruff" format .

pictures: setup ## Draw the pictures of README and the guides anew
	@KLAD_PICTURES=write "$(BIN)/python" -m pytest -q -n auto --dist loadfile tests/pictures

bench: setup ## Print every measured figure
	@"$(BIN)/python" -m tui bench all

lock: ## Pin the dependencies of pyproject.toml anew
	@"$(PYTHON)" -m venv "$(VENV)-lock" && "$(VENV)-lock/bin/pip" install --quiet uv
	@"$(VENV)-lock/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --extra dev -o requirements.lock pyproject.toml

clean: ## Remove the environment and caches
	@rm -rf "$(VENV)" "$(VENV)-lock" .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
