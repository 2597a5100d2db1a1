# Everything starts here: `make run` and `make test` do their own set-up on a fresh machine with Python, Node and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE := bridge/web/page/index.html
AGENTS := .cache/agents
PLUGIN := hosts/vscode-plugin
ARGS ?=

.PHONY: help run replay soak attacks attacks-binary mutants fuzz audit test setup check bench screenshots binaries test-binary vsix jetbrains clean locks generate system-packages jetbrains-packages agents agents-latest editors code-server

run: setup ## set up, start the bridge with the first agent found (else a shell), open the browser
	$(BIN)/agent-bridge --open $(ARGS)

help: ## this list
	@sed -n "s/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p" Makefile | expand -t 14

setup: $(BIN)/agent-bridge $(PAGE) ## .venv and the built page

$(BIN)/agent-bridge: requirements/dev.txt pyproject.toml bridge/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Agent Bridge needs Python 3.11 or newer; $(PYTHON) is older. Name another one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

ui/node_modules/.package-lock.json: ui/package-lock.json ui/package.json
	@command -v npm >/dev/null || { echo "Agent Bridge needs Node 20 or newer with npm, to build its page: nodejs.org"; exit 1; }
	cd ui && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGE): ui/node_modules/.package-lock.json $(shell find ui/src ui/public ui/index.html ui/vite.config.ts -type f 2>/dev/null)
	cd ui && npm run --silent build

check: setup $(PLUGIN)/node_modules/.package-lock.json ## lint, types, layers, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/generate_protocol.py --check
	$(BIN)/python tools/generate_settings.py --check
	cd ui && npm run --silent typecheck && npm run --silent lint
	cd $(PLUGIN) && npm run --silent typecheck && npm run --silent lint

test: setup system-packages jetbrains-packages agents code-server $(PLUGIN)/node_modules/.package-lock.json ## every suite
	cd ui && npm run --silent test
	cd $(PLUGIN) && npm run --silent test
	$(BIN)/pytest -n 2 --dist loadfile --ignore tests/e2e --ignore tests/vscode --ignore tests/jetbrains $(ARGS)
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder tests/jetbrains tests/vscode tests/e2e $(ARGS) # longest first

replay: setup system-packages agents ## only reattach at random offsets over recordings of real programs, against xterm.js in Node
	$(BIN)/pytest tests/replay $(ARGS)

soak: setup ## half an hour of 20 sessions at work, and 10,000 clients that come and go: nothing may grow
	AGENT_BRIDGE_SOAK_SECONDS=1800 AGENT_BRIDGE_SOAK_CYCLES=10000 $(BIN)/pytest -s tests/soak $(ARGS)

ROWS := .cache/security
FUZZER := .cache/fuzzer
NO_BROWSER := --ignore tests/e2e --ignore tests/vscode --ignore tests/jetbrains

attacks: setup system-packages ## every attack of docs/ATTACKS.md from source; writes the table
	mkdir -p $(ROWS) && rm -f $(ROWS)/source.jsonl $(ROWS)/faults.jsonl
	$(BIN)/pytest -n 2 --dist loadfile --attacks --rows $(ROWS)/source.jsonl $(NO_BROWSER) $(ARGS)
	$(BIN)/pytest -n 2 --dist loadfile --attacks --rows $(ROWS)/source.jsonl tests/e2e $(ARGS)
	$(BIN)/pytest -q tests/security -k "xoff or descriptors or stopped or storm or clock or leaves_nothing"
	$(BIN)/python -m tests.security.table

attacks-binary: binaries system-packages ## the same against the frozen binary
	mkdir -p $(ROWS) && rm -f $(ROWS)/binary.jsonl
	AGENT_BRIDGE_TEST_BINARY=$$($(BIN)/python build_binaries.py --where) \
	  $(BIN)/pytest -n 2 --dist loadfile --attacks --rows $(ROWS)/binary.jsonl $(NO_BROWSER) $(ARGS)
	AGENT_BRIDGE_TEST_BINARY=$$($(BIN)/python build_binaries.py --where) \
	  $(BIN)/pytest -n 2 --dist loadfile --attacks --rows $(ROWS)/binary.jsonl tests/e2e $(ARGS)
	$(BIN)/python -m tests.security.table

mutants: setup system-packages ## switch off each defence in turn: the tests of its rows must fail
	$(BIN)/python -m tests.security.mutants $(ARGS)
	$(BIN)/python -m tests.security.table

fuzz: setup ## hours: an hour of atheris, two million messages, half a million steps, a thousand kills
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --target $(FUZZER) -r requirements/fuzz.txt
	PYTHONPATH=$(FUZZER) $(BIN)/python -m tests.security.fuzzing 3600
	AGENT_BRIDGE_FUZZ_SECONDS=60 AGENT_BRIDGE_FUZZ_MESSAGES=2000000 $(BIN)/pytest -s tests/security/test_fuzz.py
	AGENT_BRIDGE_MACHINE_STEPS=500000 $(BIN)/pytest -s tests/security/test_state_machine.py
	AGENT_BRIDGE_STORAGE_ROUNDS=1000 $(BIN)/pytest -s tests/security/test_faults_of_storage.py

audit: setup $(PLUGIN)/node_modules/.package-lock.json ## known weaknesses of what we depend on: PyPI and npm are asked
	$(BIN)/python -m pip install --quiet --target .cache/pip-audit pip-audit==2.10.1
	PYTHONPATH=.cache/pip-audit $(BIN)/python -m pip_audit --require-hashes --disable-pip -r requirements/dev.txt
	cd ui && npm audit
	cd $(PLUGIN) && npm audit

system-packages: # what tests need from the system: a browser, ripgrep, git, programs to record
	@sh tools/system_packages.sh

agents: $(AGENTS)/node_modules/.package-lock.json # the real agents, as test programs; nothing of them is shipped

$(AGENTS)/node_modules/.package-lock.json: tests/real_agents/package-lock.json
	mkdir -p $(AGENTS)
	cp tests/real_agents/package.json tests/real_agents/package-lock.json tests/real_agents/.npmrc $(AGENTS)/
	cd $(AGENTS) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

editors: setup system-packages agents code-server $(PLUGIN)/node_modules/.package-lock.json ## the editor with each of the real agents, in the browser, in VS Code and in trouble
	export AGENT_BRIDGE_TEST_EDITORS=claude,gemini,opencode,codex && \
	  $(BIN)/pytest -n 2 --dist loadfile tests/real_agents/test_agents_in_trouble.py $(ARGS) && \
	  $(BIN)/pytest -n 2 --dist loadfile tests/e2e/test_editor.py tests/vscode/test_editor_in_vscode.py $(ARGS)

agents-latest: setup agents ## the newest releases of the real agents: what changed, and whether they still see the editor
	$(BIN)/python tools/agents_latest.py $(ARGS)

bench: binaries ## measure, beside peers in the same run; writes docs/BENCHMARKS.md
	$(BIN)/python -m bench

screenshots: setup system-packages ## the pictures in docs/screenshots
	$(BIN)/python tools/screenshots.py $(ARGS)

binaries: setup ## dist/<os>-<arch>/agent-bridge
	$(BIN)/python build_binaries.py

test-binary: binaries system-packages ## the frozen binary: front-door tests without Python on PATH, faults, same bytes
	binary=$$($(BIN)/python build_binaries.py --where) && export AGENT_BRIDGE_TEST_BINARY="$$binary" && \
	  $(BIN)/pytest -n 2 --dist loadfile tests/integration tests/frozen -m "not agents" $(ARGS) && \
	  $(BIN)/pytest -n 2 --dist loadfile tests/e2e -m "not agents" $(ARGS)

vsix: binaries $(PLUGIN)/node_modules/.package-lock.json ## dist/agent-bridge-<version>-<platform>.vsix, the extension for VS Code
	cd $(PLUGIN) && node package.mjs

$(PLUGIN)/node_modules/.package-lock.json: $(PLUGIN)/package-lock.json $(PLUGIN)/package.json
	cd $(PLUGIN) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

code-server: system-packages # the real VS Code, as a test program; nothing of it is shipped
	@sh tools/code_server.sh .cache/code-server

jetbrains: binaries jetbrains-packages ## dist/jetbrains/agent-bridge-<version>.zip, the plugin for JetBrains IDEs
	$(BIN)/python tools/build_jetbrains.py

jetbrains-packages: # what compiles Kotlin and Java: a JDK and Maven
	@sh tools/jetbrains_packages.sh

generate: setup ## rewrite generated files
	$(BIN)/python tools/generate_protocol.py
	$(BIN)/python tools/generate_settings.py

locks: ## rewrite requirements/dev.txt for all platforms
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --all-extras --no-header --quiet pyproject.toml -o requirements/dev.txt
	sed -i.orig "s|(/[^ )]*/pyproject.toml)|(pyproject.toml)|" requirements/dev.txt && rm requirements/dev.txt.orig

clean: ## remove everything that was made
	rm -rf $(VENV) .cache dist build ui/node_modules $(PLUGIN)/node_modules $(PLUGIN)/dist $(PLUGIN)/bin bridge/web/page .mypy_cache .ruff_cache .pytest_cache .hypothesis
