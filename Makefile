# Two commands do everything on a fresh clone: `make results` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
RUN_LOCK := requirements/run.txt
DEV_LOCK := requirements/dev.txt
WATTIF := $(CURDIR)/$(BIN)/wattif
# What the seed benchmark compares: these charts come as bars with error bars, too.
SEED := accelerators facility_energy electricity_cost co2e_location
DOCS_LOCK := requirements/docs.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: results made check-results test setup setup-dev lint format types bench fit models catalogue quantities docs lock clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

results: setup ## ranges of the seed benchmark's models, claims answered, what to ask for, predictions held to the truth
	$(MAKE) --no-print-directory made IN=.
	$(BIN)/python -m simulate.publishing.storage.insertion calibration results/calibration/summary.md README.md

# In any folder, always by the same command lines: datasets keep them.
made:
	cd $(IN) && $(WATTIF) run --sensitivity --to results
	cd $(IN) && for quantity in $(SEED); do $(WATTIF) chart results --quiet --kind bars --quantity $$quantity --to results/charts >/dev/null || exit 1; done
	cd $(IN) && $(WATTIF) compare --quantity facility_energy --why --claims seed-benchmark --to results
	cd $(IN) && $(WATTIF) sensitivity mistral-nemo-12b --to results
	cd $(IN) && $(WATTIF) calibrate --to results/calibration
	cd $(IN) && $(CURDIR)/$(BIN)/python -m simulate.publishing.folders.overview results

check-results: setup-dev ## whether results/ is what the code makes: numbers to 1e-9, text exactly
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT \
	&& $(MAKE) --no-print-directory made IN="$$folder" >/dev/null \
	&& $(BIN)/python -m tests.repository.made_again results "$$folder/results"

# What either worker has left over, the other takes. Bytecode is kept even where the environment forbids that: programs
# that the tests start would compile what has changed each time anew.
test: setup-dev ## run the tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal

setup: .venv/run.done ## make .venv with the command .venv/bin/wattif

setup-dev: .venv/dev.done

# Bytecode is compiled here because environments may forbid it at run time, and a start without it takes three times
# as long. The package itself is installed as a link to this folder, so it is never stale. The runs compile the kernels
# of all samplers, so that nobody waits for that later.
.venv/run.done: $(RUN_LOCK) pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --no-deps -r $(RUN_LOCK)
	$(PIP) install --require-hashes --no-deps -r requirements/build.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	$(BIN)/python -m compileall -q $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') simulate || true
	for sampler in sobol random latin; do $(BIN)/wattif run --quiet --draws 16384 --sampler $$sampler >/dev/null || exit 1; done
	$(BIN)/wattif sensitivity --quiet --draws 16384 mistral-nemo-12b >/dev/null
	touch $@

.venv/dev.done: .venv/run.done $(DEV_LOCK)
	$(PIP) install --require-hashes --no-deps -r $(DEV_LOCK)
	touch $@

.venv/docs.done: .venv/run.done $(DOCS_LOCK)
	$(PIP) install --require-hashes --no-deps -r $(DOCS_LOCK)
	touch $@

lint: setup-dev ## ruff
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: setup-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: setup-dev ## mypy, strict
	$(BIN)/mypy

bench: setup-dev ## time and memory, side by side with what people would use instead
	$(BIN)/python -m benchmarks

fit: setup ## fit the utilisation priors to the evidence in priors/training
	$(BIN)/python -m simulate.analysis.populations

models: setup ## list the shipped scenarios in docs/reference/models.md
	$(BIN)/python -m simulate.publishing.catalogue.models > docs/reference/models.tmp && mv docs/reference/models.tmp docs/reference/models.md

catalogue: setup ## write docs/reference/catalogue.md from the files in priors
	$(BIN)/python -m simulate.publishing.catalogue.page docs/reference/catalogue.md

quantities: setup ## write docs/reference/quantities.md and the formulas of the manual from the method file
	$(BIN)/python -m simulate.publishing.catalogue.quantities docs/reference/quantities.md docs/explanation/method.md

docs: .venv/docs.done ## the manual as a site in build/site, which needs no network to be read
	$(BIN)/python -m docs.site build/site

lock: ## renew the locks (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o $(RUN_LOCK)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra dev pyproject.toml -c $(RUN_LOCK) -o $(DEV_LOCK)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra docs pyproject.toml -c $(DEV_LOCK) -o $(DOCS_LOCK)
	echo hatchling | uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 - -c $(DEV_LOCK) -o requirements/build.txt

clean:
	rm -rf .venv build dist
