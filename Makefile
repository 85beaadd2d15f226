# Everything a contributor runs. `make` lists it.

PYTHON ?= python3
VENV := build/venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes \
  --build-constraints layers/imaging/building.txt
CODE := shared functions local tests benchmarks
LONG_WAYS := tests/integration/main_job/test_a_crash_in_the_middle.py tests/integration/main_job/test_category_tools.py \
  tests/integration/images/test_a_kill.py tests/integration/main_job/test_dead_letters.py \
  tests/integration/main_job/test_the_dashboard.py
CLICKS_ON_THE_STACK := tests/browser/on_the_local_stack
THOROUGH := tests/unit/contract/test_http.py tests/unit/contract/test_websocket.py \
  tests/unit/uploads/test_on_moto.py tests/unit/uploads/test_admin_on_moto.py tests/unit/cli/test_new_handler.py \
  tests/unit/benchmarks $(filter-out %/test_process.py,$(wildcard tests/unit/sandbox/test_*.py)) \
  tests/unit/usage/manifests/test_fuzz.py tests/unit/usage/manifests/test_hostile.py \
  tests/unit/usage/manifests/test_hostile_formats.py

export SAM_CLI_TELEMETRY := 0
# What Python has compiled is kept whatever the environment says: hundreds of processes would each compile it anew.
unexport PYTHONDONTWRITEBYTECODE
# pyvips is built where it is installed, and shall know no other libvips than the one that comes with it.
export PKG_CONFIG_LIBDIR := $(CURDIR)/build/none
export PYTHONPATH := shared:.

.DEFAULT_GOAL := help
.PHONY: thorough journeys stack properties search test-wiki test-replica test-oidc bench-pacing bench-chunks bench-memory bench-realtime bench-images bench-image-load bench-usage-answer bench-usage-scan bench-cold-start bench-cost drill drill-small images usage help demo serve test lint types unit template integration browser format contract lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: build/.local build/photographs ## set up, start everything, publish 25 photographs onto a sandbox Commons, stop
	@$(BIN)/python -m local.demo

serve: build/.local build/photographs ## set up and keep Curator running for a browser (PORT, CURATOR_CLIENT_DIR; BUILT=1 runs what `sam build` makes)
	@$(BIN)/python -m local.serve $(if $(BUILT),--built)

drill: build/.local build/photographs ## kill everything ten times in the middle of 200 photographs; all are published once (SEED repeats the moments)
	@$(BIN)/python -m local.drill $(if $(SEED),--seed $(SEED))

test: lint types unit template integration browser ## set up and pass every check and test

lint: build/.tests ## check form and style
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)
	@echo "lint: clean"

types: build/.tests ## check types
	@$(BIN)/mypy

unit: build/.tests build/photographs ## test the rooms, in-process
	@$(BIN)/pytest tests/unit -q -n 2 --dist worksteal $(THOROUGH:%=--ignore %)

thorough: build/.tests ## the longest of the in-process tests: both APIs and all manifests with made-up input, long lists in DynamoDB's form, the generator, the sandbox, the benchmarks' own
	@$(BIN)/pytest $(THOROUGH) -q -n 2

template: build/.tests build/.template-tools build/.checkov ## test template.yaml with sam, cfn-lint, checkov and rules of our own, and build it without Docker
	@$(BIN)/pytest tests/template -q -n 2 --dist loadfile

integration: build/.tests build/photographs ## test the main job on the running local stack
	@$(BIN)/pytest tests/integration/main_job -q $(LONG_WAYS:%=--ignore %)

stack: build/.tests build/photographs ## test the local stack itself, sockets under large batches, and the command line
	@$(BIN)/pytest tests/integration/local tests/integration/realtime tests/integration/cli -q -n 2 --dist loadfile

images: build/.tests build/photographs ## test the image service on the running local stack
	@$(BIN)/pytest tests/integration/images -q $(LONG_WAYS:%=--ignore %)

usage: build/.tests build/photographs ## test who uses a package on the running local stack
	@$(BIN)/pytest tests/integration/usage -q

browser: build/.tests build/photographs build/.chromium ## test the page in a real browser, against a server that answers as the test says
	@$(BIN)/pytest tests/browser -q -n 2 --dist loadfile --ignore $(CLICKS_ON_THE_STACK)

journeys: build/.tests build/photographs build/.chromium ## test what takes a minute each: kills in the middle, long moves, and a browser on the local stack
	@$(BIN)/pytest $(LONG_WAYS) -q -n 3 --dist loadfile
	@$(BIN)/pytest $(CLICKS_ON_THE_STACK) -q

drill-small: build/.tests build/photographs ## test the drill with 40 photographs and three kills
	@$(BIN)/pytest tests/integration/drill -q

properties: build/.tests ## try orders of events that could break a promise of the upload engine
	@$(BIN)/pytest tests/properties -q -n 2

search: build/.tests ## try all properties with examples that nobody has tried yet, other ones each time
	@$(BIN)/pytest tests/unit tests/properties -q -n 2 -m hypothesis --hypothesis-profile search

test-wiki: build/.tests ## test against a real MediaWiki (from Debian's packages: PHP, no Docker)
	@local/mediawiki/install-package.sh build/mediawiki/package
	@$(BIN)/pytest tests/wiki -q -n 2

test-replica: build/.tests ## test against a real MariaDB (from Debian's package, no Docker)
	@local/replica/install-server.sh
	@$(BIN)/pytest tests/replica -q

test-oidc: build/.tests build/oidc ## test bearer tokens against a real OpenID Connect issuer (from npm, no Docker)
	@$(BIN)/pytest tests/oidc -q

bench-pacing: build/.tests ## simulate days of uploads against the best possible schedule
	@$(BIN)/python -m benchmarks.pacing

bench-chunks: build/.tests ## measure the chunk size of uploads to the stash
	@$(BIN)/python -m benchmarks.chunks

bench-memory: build/.tests build/photographs ## measure the memory of the uploader with a photograph of 1 GiB
	@$(BIN)/python -m benchmarks.memory

bench-realtime: build/.tests build/photographs ## measure how soon 200 sockets read what changes in 20 batches
	@$(BIN)/python -m benchmarks.realtime

bench-images: build/.tests build/photographs build/sharp ## compare the image engine's time, memory and quality with naive Pillow and with sharp
	@$(BIN)/python -m benchmarks.images

bench-image-load: build/.tests build/photographs ## store 1,000 images, and count images a second and requests an image
	@$(BIN)/python -m benchmarks.image_load

bench-usage-answer: build/.tests ## count what answers about a package's users cost in worlds of different sizes
	@$(BIN)/python -m benchmarks.usage_answer

bench-usage-scan: build/.tests ## scan the sandbox's 5,000 repositories at GitHub's documented limits, and compare with the truth
	@$(BIN)/python -m benchmarks.usage_scan

bench-cold-start: build/.tests ## import every built function in fresh processes, against an eager twin and their goals
	@$(BIN)/python -m benchmarks.cold_start

bench-cost: build/.tests ## count what AWS charges for 10,000 files, 10,000 images and an idle month, and price it
	@$(BIN)/python -m benchmarks.cost

format: build/.tests ## write the code in its form
	@$(BIN)/ruff check --quiet --fix $(CODE) || true
	@$(BIN)/ruff format $(CODE)

contract: build/.local ## write the documents of the contract, docs/contract, from the models
	@$(BIN)/python -m local.contract

lock: build/.tests ## compile the requirement files anew
	@local/setup/compile-requirements.sh

clean: ## remove everything that was built or stored here
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .aws-sam

# --- what the commands stand on: each is built once, and again when what it is made from changes

$(BIN)/uv: local/setup/bootstrap.txt local/setup/make-venv.sh
	@PYTHON=$(PYTHON) local/setup/make-venv.sh $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement local/setup/bootstrap.txt
	@touch $@

build/.local: $(BIN)/uv local/requirements.txt local/setup/install-launcher.sh
	@$(INSTALL) --requirement local/requirements.txt
	@local/setup/install-launcher.sh $(VENV)
	@touch $@

build/.tests: build/.local tests/requirements.txt
	@$(INSTALL) --requirement tests/requirements.txt
	@touch $@

build/.template-tools: $(BIN)/uv tests/template-tools.txt
	@test -x build/template-tools/bin/python || $(BIN)/python -m venv --without-pip build/template-tools
	@$(BIN)/uv pip sync --quiet --python build/template-tools/bin/python --require-hashes tests/template-tools.txt
	@touch $@

build/.checkov: $(BIN)/uv tests/checkov.txt
	@test -x build/checkov/bin/python || $(BIN)/python -m venv --without-pip build/checkov
	@$(BIN)/uv pip sync --quiet --python build/checkov/bin/python --require-hashes tests/checkov.txt
	@touch $@

build/photographs: $(BIN)/uv local/sandbox/photographs.txt
	@$(INSTALL) --no-deps --target $@ --requirement local/sandbox/photographs.txt
	@touch $@

build/sharp: benchmarks/images/sharp/package-lock.json benchmarks/images/sharp/install.sh
	@benchmarks/images/sharp/install.sh $@
	@touch $@

build/oidc: tests/oidc/server/package-lock.json tests/oidc/server/server.mjs tests/oidc/server/install.sh
	@tests/oidc/server/install.sh $@
	@touch $@

build/.chromium: tests/browser/install-chromium.sh
	@tests/browser/install-chromium.sh
	@touch $@
