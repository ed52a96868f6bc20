# The recipes of this project; `just` alone lists them. `just` itself comes with: pip install -e ".[dev]"

_default:
    @just --list

# everything a contributor needs, into the current environment
setup:
    python -m pip install -e ".[dev]"

# the tests (offline; what needs an install carries a marker)
test *ARGS:
    python -m pytest {{ARGS}}

# what needs an install: the tests on the wheel, the hook under pre-commit, the action, the template of a pack
test-wheel:
    python -m pytest -m install

# the HTML report in a real browser (pip install -e ".[browser]", and Debian's chromium)
test-browser:
    python -m pytest -m browser

# batch, frames and a local Spark (pip install -e ".[batch,spark]", and Java 17)
test-spark:
    python -m pytest -m spark

# style, types, import contracts
lint:
    ruff check .
    ruff format --check .
    mypy
    lint-imports

# what is printed or published is fresh
docs:
    python docs/make.py --check

# make it fresh
docs-write:
    python docs/make.py

# the heart check of our own words
self:
    heartlint check README.md CHANGELOG.md CONTRIBUTING.md docs

# every example of every rule
prove:
    heartlint prove core

# all that must be green before a change lands, besides the tests
check: lint docs prove self

# accuracy on ../shared/eval (measuring only)
accuracy *ARGS:
    python benchmarks/accuracy.py {{ARGS}}

# merge tags against ../shared/reference
tokens *ARGS:
    python benchmarks/tokens.py {{ARGS}}

# how much of real files is read, against readers that are not ours (pip install -e ".[eval]")
eval-read *ARGS:
    python benchmarks/read.py {{ARGS}}

# how well the score follows readers, and its weights fitted anew (pip install -e ".[eval]")
fit-score *ARGS:
    python benchmarks/score.py {{ARGS}}

# change one thing in a module at a time, and see whether tests fail: FILE [TESTS ...] [--every N]
mutate FILE *ARGS:
    python benchmarks/mutate.py {{FILE}} {{ARGS}}

# speed
bench *ARGS:
    python benchmarks/speed.py {{ARGS}}

# time, memory and exit status of inputs that are far too large, deep or many (half an hour)
big *ARGS:
    python benchmarks/big.py {{ARGS}}

# kill -9 at random moments, and many processes at once, on one cache and one baseline
killed *ARGS:
    python benchmarks/killed.py {{ARGS}}

# every position of every output, taken back to the source it came from (../shared/eval/gold/messages)
slices *ARGS:
    python benchmarks/slices.py {{ARGS}}

# look for what breaks a reader, the token finder, a card ... (pip install -e ".[fuzz]"): [TARGET ...] [--minutes N | --runs N]
fuzz *ARGS:
    python fuzz/run.py {{ARGS}}

# hostile inputs, and what becomes of each in every output
hostile:
    python fuzz/hostile.py

# pin and hash what `dev` brings, for every platform (pip install uv); installed with: pip install --require-hashes -r requirements-dev.txt
lock:
    uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --extra dev --no-header pyproject.toml -o requirements-dev.txt

# known faults of what is pinned (pip install pip-audit); asks PyPI or OSV, so it needs the network
audit:
    pip-audit --require-hashes --disable-pip -r requirements-dev.txt

# a bill of materials of what a user installs, CycloneDX as JSON (pip install cyclonedx-bom)
sbom:
    cyclonedx-py requirements requirements-dev.txt --pyproject pyproject.toml --output-reproducible -o sbom.json
