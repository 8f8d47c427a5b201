# Everything a newcomer needs: `make` prints the targets. Only Python >= 3.11, make and a package index are assumed;
# `make check` also needs Node.js, for the linters of the spec and for pyright.

PY = .venv/bin/python
NPX = npx --yes
CODE = overlay generated examples scripts tests
READY = .venv/ready

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## make a video and a speech on the local emulator (no API key, no money)
	$(PY) examples/demo.py $(ARGS)

test: $(READY) ## run the tests, measure coverage (ARGS="-k wait" narrows it down)
	$(PY) -m pytest --cov --cov-report=term $(ARGS)

check: format-check lint types check-generated lint-spec ## everything below that only reads
	@echo "All checks passed."

format-check: $(READY) ## is the code formatted?
	$(PY) -m ruff format --check $(CODE)

lint: $(READY) ## does the code hold to the rules in pyproject.toml?
	$(PY) -m ruff check $(CODE)

types: $(READY) node ## mypy and pyright, both strict
	$(PY) -m mypy $(CODE)
	$(NPX) pyright@1.1.414 --project pyproject.toml

check-generated: $(READY) ## is generated/ what the spec compiles to?
	$(PY) -m scripts.generate --check

lint-spec: $(READY) node ## is the spec well-formed, and does each fact have its evidence?
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		$(NPX) @redocly/cli@2.77.0 lint spec/twintone.yaml --config spec/redocly.yaml
	$(NPX) -p @stoplight/spectral-cli@6.16.3 \
		spectral lint spec/twintone.yaml -r spec/spectral.yaml --fail-severity hint
	$(PY) -m scripts.spec_check
	$(PY) -m scripts.evidence --check

contract: $(READY) ## hold a server to the spec: an emulator, or BASE_URL=... with TWINTONE_API_KEY=... (SEED=1, STRICT=1)
	@$(PY) -m tests.contract --base-url '$(BASE_URL)' --seed '$(or $(SEED),1)' $(if $(filter 1,$(STRICT)),--strict)

contract-seeds: $(READY) ## the same on fresh emulators, strictly, for many seeds (SEEDS=1-20)
	$(PY) -m tests.contract.seeds '$(or $(SEEDS),1-20)'

contract-mutants: $(READY) ## make the server wrong in many ways, and see whether the contract notices
	$(PY) -m tests.contract.mutants.kill

contract-live: $(READY) ## hold the real API to the spec with a few GETs (SPEND=n allows n creates, which cost money)
	@$(PY) -m tests.contract.live

bench: $(READY) ## measure decoding and importing, as ratios within one run
	$(PY) -m scripts.bench decode
	$(PY) -m scripts.bench import

bench-gate: $(READY) ## measure 5,000 tasks on one connection, and what a further client costs
	$(PY) -m scripts.bench_gate

bench-wait: $(READY) ## simulate waiting for up to 10,000 jobs, at once and one by one
	$(PY) -m scripts.bench_wait

bench-faults: $(READY) ## make every kind of call to a server that misbehaves (ARGS=--write renews docs/faults.md)
	$(PY) -m scripts.bench_faults $(ARGS)

bench-downloads: $(READY) ## measure a download of 200 MB against curl
	$(PY) -m scripts.bench downloads

format: $(READY) ## format the code and fix what can be fixed
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)

generate: $(READY) ## compile spec/twintone.yaml to generated/
	$(PY) -m scripts.generate

evidence: $(READY) ## print why each fact is believed that the docs do not simply state
	$(PY) -m scripts.evidence

docs: $(READY) ## store that table in docs/evidence.md
	$(PY) -m scripts.evidence --write

docs-check: $(READY) ## does the vendor's page still say what the spec says? (DOCS=file or address, ARGS=--json)
	@$(PY) -m scripts.docs check '$(DOCS)' $(ARGS)

propose: $(READY) ## show what the spec should say where the page has changed (DOCS=..., APPLY=1 writes it, ACCEPT=1 agrees)
	@$(PY) -m scripts.docs propose '$(DOCS)' $(if $(filter 1,$(APPLY)),--apply) $(if $(filter 1,$(ACCEPT)),--accept) $(ARGS)

update: $(READY) ## lead from a new page to a tested client (DOCS=..., APPLY=1 goes on after the proposal, ACCEPT=1 agrees)
	@$(PY) -m scripts.update '$(DOCS)' --tests='$(ARGS)' \
		$(if $(filter 1,$(APPLY)),--apply) $(if $(filter 1,$(ACCEPT)),--accept)

docs-accept: $(READY) ## store the fingerprint of a page that was read and followed (DOCS=...)
	@$(PY) -m scripts.docs accept '$(DOCS)' $(ARGS)

release-notes: $(READY) ## what changed for users since BASE, for CHANGELOG.md (ARGS=--write puts it there)
	$(PY) -m scripts.notes '$(BASE)' $(ARGS)

constraints: $(READY) ## renew the pins in constraints.txt (needs every supported Python)
	$(PY) -m scripts.constraints

build: $(READY) ## build the sdist, and from it the wheel, into dist/
	rm -rf dist
	$(PY) -m build --no-isolation

wheel-test: build ## install the wheel in clean environments, one for each Python found, and run the demo
	$(PY) -m scripts.try_wheel

clean: ## remove everything that can be made again
	rm -rf .venv .coverage .coverage.* .hypothesis .*_cache build dist out
	find overlay generated scripts tests examples -name __pycache__ -prune -exec rm -rf {} +

# The environment, made once and brought up to date when the pins or the requirements change.
$(READY): pyproject.toml constraints.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
		rm -rf .venv; \
		for python in python3 python3.13 python3.12 python3.11; do \
			if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
				echo "Making .venv with $$python; this takes about a minute."; \
				$$python -m venv .venv; \
				exit $$?; \
			fi; \
		done; \
		echo "No Python 3.11 or newer with venv was found (tried python3, python3.13, python3.12, python3.11)." >&2; \
		echo "Install one and run make again." >&2; \
		exit 1; \
	}
	@$(PY) -m pip install -qq --disable-pip-version-check --upgrade --constraint constraints.txt pip
	@$(PY) -m pip install -qq --upgrade --constraint constraints.txt --build-constraint constraints.txt \
		--group dev --editable '.[emulator]'
	@touch $(READY)

node:
	@command -v npx >/dev/null || { echo "This check needs Node.js (npx was not found)." >&2; exit 1; }

.PHONY: help demo test check format-check lint types check-generated lint-spec format generate evidence docs contract \
	contract-seeds contract-mutants contract-live bench bench-gate bench-wait bench-faults bench-downloads docs-check propose \
	update docs-accept release-notes constraints build wheel-test clean node
