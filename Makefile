# Everything works from a fresh clone: each goal first makes .venv when it is missing or stale.
#   make lab        JupyterLab on notebooks/00_start_here.ipynb        make lab ARGS="--port=9999"
#   make test       every test                                         make test ARGS="-k optimizers"
#   make sweep      every explorer through random moves and odd arguments, a JupyterHub: 4 minutes
#   make processors the notebooks and the texts as other processors would compute them (x86)
#   make slips      one thing after the other changed in each solution: what its check lets pass
#   make mutants    each number and comparison in the live texts changed: what no test notices (slow)
#   make oldest     the explorers with the oldest versions, those of a browser (Python 3.12, 4 minutes)
#   make torch      lesson 7's network against its twin in PyTorch (a 190 MB download)
#   make grade FOLDER=handed-in   the checks' verdicts on handed-in notebooks, for Canvas, Moodle and the class, into results/
#   make site       the course as a website     make serve     shows it here (PYODIDE=folder-or-address of Pyodide's files)
#   make slides OUT=folder   the lessons as slides     make handout OUT=folder   on paper, as PDFs     NB=03 makes one of them
#   make offline    the notebooks and every explorer without a network (Linux)
#   make lint       ruff over code and notebooks                       make notebooks   execute and store all notebooks
#   make look       screenshots of every page and explorer into look/  make bench       latency, bytes, frames, memory
#   make pins       remake binder/constraints.txt                      make edit NB=01  that notebook as text in scratch/
#   make classroom  a real JupyterHub here: memory and latency by number of learners (needs npm)
#   make address REPO=you/your-course           a fork writes its address into the badge and the links
#   make student OUT=folder [HINTS=no] [LESSONS="1 2"]   to give out: without solutions
#   make teacher OUT=folder                    solved, unfolded, each question with its reasons (runs everything: 2 minutes)
#   make nbgrader OUT=folder    make otter OUT=folder    the exercises for nbgrader, for otter-grader
#   make graders    both exports in the real nbgrader and otter-grader
# PYTHON=python3.12 chooses another Python. PINS= (empty) installs from the ranges instead of the pins.

SHELL := /bin/sh
GOOD = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$p" -c '$(GOOD)' 2>/dev/null && command -v "$$p" && break; done)
PINNED = $(shell "$(PYTHON)" -c 'import sys; print("yes" if (3, 11) <= sys.version_info < (3, 14) else "")' 2>/dev/null)
PINS ?= $(if $(PINNED),binder/constraints.txt)
CONSTRAIN = $(if $(PINS),-c $(PINS))
VENV ?= .venv
BIN = $(VENV)/bin
# What the environment was made from; when any of it changes, it is stale.
STAMP = $(VENV)/learner.stamp
TESTS = $(VENV)/tests.stamp
HUB = $(VENV)/hub.stamp
# Beside it: what builds the site, on the Python that the page has when there is one, for then everything is compiled for it.
SITE = .venv-site
SITE_STAMP = $(SITE)/site.stamp
SLIDES_STAMP = $(SITE)/slides.stamp
SITE_PYTHON = $(or $(PYTHON312),$(PYTHON))
# Where Pyodide's files come from: a folder or an address. Empty: Pyodide's own release.
PYODIDE ?=
# The oldest versions that the course runs with.
OLDEST = .venv-oldest
OLD_TESTS = tests/lessons $(patsubst %,tests/test_%.py,every_explorer checks plots engine contrast colours learner stopwatch)
IS_312 = import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 12))
PYTHON312 = $(shell for p in python3.12 "$(PYTHON)" "$$HOME"/.pyenv/versions/3.12.*/bin/python; do \
	"$$p" -c '$(IS_312)' 2>/dev/null && echo "$$p" && break; done)
# Where pip says that this package lies here, as a relative path: Python 3.11 cannot start under LC_ALL=C in a folder with an ü.
RELATIVE = import os, sys; [open(p, "wb").write(os.fsencode(os.path.relpath(".", os.path.dirname(p)))) for p in sys.argv[1:]]
MADE_FOR = $(CURDIR) $(PYTHON) $(PINS)

.PHONY: grade grading lab test sweep processors mutants slips oldest offline torch lint notebooks look bench hub classroom address pins edit site serve environment clean FORCE slides handout student teacher nbgrader otter graders
.DEFAULT_GOAL := lab

# Rewritten only when the folder, the Python or the pins differ, or the environment no longer runs.
$(VENV)/made-for: FORCE
	@test -n "$(PYTHON)" || { echo "This course needs Python 3.11 or newer with venv (Debian: apt-get install python3-venv). Found none."; exit 1; }
	@if [ "$$(cat $@ 2>/dev/null)" != "$(MADE_FOR)" ] || ! $(BIN)/python -c '' 2>/dev/null; then \
		echo "Making $(VENV) with $(PYTHON)"; "$(PYTHON)" -m venv --clear $(VENV) && echo "$(MADE_FOR)" > $@; fi

$(STAMP): $(VENV)/made-for requirements.txt pyproject.toml binder/constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAIN) -r requirements.txt
	@"$(PYTHON)" -c '$(RELATIVE)' $(VENV)/lib/python*/site-packages/lessons_lib.pth
	@touch $@

$(TESTS): $(STAMP) tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAIN) -r tests/requirements.txt
	@touch $@

environment: $(STAMP)

# As root JupyterLab wants to be told that this is meant; without a screen it only prints its address.
lab: $(STAMP)
	@root=; screen=; \
	if [ "$$(id -u)" = 0 ]; then root=--allow-root; fi; \
	if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$WSL_DISTRO_NAME" ]; then \
		screen=--no-browser; echo "No screen here: open the address printed below in a browser."; fi; \
	exec $(BIN)/jupyter lab $$root $$screen $(ARGS) notebooks/00_start_here.ipynb

# What was handed in, through the course's own checks; it needs nothing but what a learner has.
grade: $(STAMP)
	@test -n "$(FOLDER)" || { echo 'Say which folder: make grade FOLDER=handed-in'; exit 2; }
	@$(BIN)/python -m lessons_lib.grade "$(FOLDER)" $(if $(ROSTER),--roster "$(ROSTER)") $(ARGS)

# How long 200 hand-ins take.
grading: $(TESTS)
	PYTHONPATH=. $(BIN)/python tests/benchmarks/grade.py $(ARGS)

# The course as a website, with everything that a browser needs to run it.
site: $(SITE_STAMP)
	$(SITE)/bin/python site/build.py --pyodide "$(PYODIDE)" $(ARGS)

serve:
	@"$(PYTHON)" site/serve.py $(ARGS)

$(SITE_STAMP): site/requirements.txt site/browser.txt
	@echo "Making $(SITE) with $(SITE_PYTHON)"; "$(SITE_PYTHON)" -m venv --clear $(SITE)
	$(SITE)/bin/python -m pip install --quiet --disable-pip-version-check -r site/requirements.txt
	$(SITE)/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --platform any \
		--python-version 3.12 --implementation py --abi none --dest $(SITE)/wheels -r site/browser.txt
	@touch $@

# What only slides and handouts need, in the same environment.
$(SLIDES_STAMP): $(SITE_STAMP) site/requirements-slides.txt
	$(SITE)/bin/python -m pip install --quiet --disable-pip-version-check -r site/requirements-slides.txt
	@touch $@

# The lessons to show in a class, and to hand out on paper: all of them, or NB=03. After a change of theirs,
# LESSONS_SLIDES=all make test ARGS="-k slides" turns every slide and reads every page in a browser (90 seconds).
slides: $(SLIDES_STAMP)
	@$(SITE)/bin/python site/slides.py --out "$(OUT)" --lesson "$(NB)" $(ARGS)

handout: $(SLIDES_STAMP)
	@$(SITE)/bin/python site/handout.py --out "$(OUT)" --lesson "$(NB)" $(ARGS)

# The tests read the site, and open its lessons when Pyodide's files can be had.
test: $(TESTS) $(SITE_STAMP)
	$(SITE)/bin/python site/build.py --pyodide "$(PYODIDE)" --if-changed --or-pages
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

# Every explorer through random moves and functions, and through whatever a learner may hand over that was not asked for.
sweep: $(TESTS)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m sweep $(ARGS)

# Stored outputs must hold on any processor: several sets of instructions, one and two threads; what cannot be had is skipped.
processors: $(TESTS)
	$(BIN)/python tests/tools/processors.py $(ARGS)

# Each number, sign and comparison of the live texts is changed in turn; what no test notices is listed.
mutants: $(TESTS)
	$(BIN)/python tests/tools/mutants.py $(ARGS)

slips: $(TESTS)
	$(BIN)/python tests/tools/mutants_of_solutions.py $(ARGS)

# What does not need JupyterLab, with the versions of tests/requirements-oldest.txt. One frame is left out: there it lies a
# pixel further in, on the values that it surrounds, and its contrast with what is outside is not seen.
oldest:
	@python="$(PYTHON312)"; \
	if [ -z "$$python" ]; then echo "No test was run: there is no Python 3.12 here, for which the oldest versions are."; exit 0; fi; \
	if [ ! $(OLDEST)/stamp -nt tests/requirements-oldest.txt ]; then \
		echo "Making $(OLDEST) with $$python"; "$$python" -m venv --clear $(OLDEST) && \
		$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check -r tests/requirements-oldest.txt && \
		touch $(OLDEST)/stamp || exit 1; fi; \
	PYTHONPATH=. $(OLDEST)/bin/python -m pytest -n 2 --dist loadgroup $(OLD_TESTS) $(ARGS) \
		--deselect "tests/test_contrast.py::test_every_mark_that_says_something_stands_out[lesson04.two_modes]"

# Notebooks and explorers where there is no network but loopback. Linux only.
offline: $(TESTS)
	unshare --map-root-user --net $(BIN)/python tests/helpers/offline.py $(BIN)/python -m pytest -n 2 --dist loadgroup \
		-k "as_committed or no_network or every_control" $(ARGS)

# PyTorch in an environment of its own, for the twin of lesson 7's network; no part of `make test`.
torch:
	@if [ ! .venv-torch/stamp -nt tests/requirements-torch.txt ]; then \
		echo "Making .venv-torch with $(PYTHON)"; "$(PYTHON)" -m venv --clear .venv-torch && \
		.venv-torch/bin/python -m pip install --quiet --disable-pip-version-check -r tests/requirements-torch.txt && \
		touch .venv-torch/stamp || exit 1; fi; \
	PYTHONPATH=. .venv-torch/bin/python -m pytest -q -c /dev/null --rootdir . --noconftest tests/test_torch.py $(ARGS)

lint: $(TESTS)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/oxlint --deny-warnings lessons_lib site

notebooks: $(TESTS)
	$(BIN)/python tests/tools/execute.py $(ARGS)

look: $(TESTS)
	$(BIN)/python tests/tools/look.py $(ARGS)

bench: $(TESTS)
	$(BIN)/python tests/benchmarks/bench.py $(ARGS)

# A JupyterHub beside the tests, and its proxy from npm, which comes with Node.js.
$(HUB): $(TESTS) tests/requirements-hub.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAIN) -r tests/requirements-hub.txt
	npm install --silent --no-fund --no-audit --prefix $(VENV)/node configurable-http-proxy@5
	@touch $@

hub: $(HUB)

classroom: $(HUB)
	$(BIN)/python tests/benchmarks/classroom.py $(ARGS)

address: $(TESTS)
	$(BIN)/python tests/tools/address.py "$(REPO)"

edit: $(TESTS)
	@ls notebooks/$(NB)*.ipynb >/dev/null 2>&1 || { echo "There is no notebooks/$(NB)*.ipynb. A new one: see CONTRIBUTING.md, step 7."; exit 1; }
	@mkdir -p scratch
	$(BIN)/jupytext --to py:percent --output scratch/$(NB).py notebooks/$(NB)*.ipynb
	@file=$$(ls notebooks/$(NB)*.ipynb); echo "Edit scratch/$(NB).py; then: $(BIN)/jupytext --to ipynb --update --output $$file scratch/$(NB).py && make notebooks ARGS=$$file"

pins: $(TESTS)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-package lessons-lib --no-annotate --no-header --upgrade \
		requirements.txt tests/requirements.txt --output-file $(VENV)/pins.txt
	@{ echo "# Exact versions for Python 3.11 to 3.13, shared by make, CI and Binder. Remade by: make pins"; cat $(VENV)/pins.txt; } \
		> binder/constraints.txt

# The course in other shapes: for a class, for its teacher, and for two tools that count points.
OUT ?=
HINTS ?= yes
LESSONS ?=
GIVE = $(BIN)/python site/give.py $@ "$(OUT)" --hints "$(HINTS)" --lessons $(LESSONS)

student: $(STAMP)
	@$(GIVE)

teacher: $(STAMP)
	@$(GIVE)

nbgrader: $(STAMP)
	@$(GIVE)

otter: $(STAMP)
	@$(GIVE)

# nbgrader and otter-grader, each in an environment of its own; no part of `make test`.
graders: $(TESTS) .venv-nbgrader/stamp .venv-otter/stamp
	GRADERS=yes $(BIN)/python -m pytest -v tests/test_graders.py $(ARGS)

.venv-nbgrader/stamp .venv-otter/stamp: .venv-%/stamp: tests/requirements-%.txt
	@echo "Making .venv-$* with $(PYTHON)"; "$(PYTHON)" -m venv --clear .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check $(CONSTRAIN) -r $<
	@touch $@

clean:
	rm -rf $(VENV) $(OLDEST) $(SITE) .venv-torch .venv-nbgrader .venv-otter _site look bench scratch
