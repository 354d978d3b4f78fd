#!/bin/sh
# Pin requirements/*.txt from pyproject.toml with the uv named in $1. No registry host is written.
set -eu
uv=${1:-uv}
compile="$uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header --generate-hashes"
$compile --extra postgres --extra documents pyproject.toml --output-file requirements/base.txt
$compile --extra postgres --extra documents --extra oidc --extra dev pyproject.toml --output-file requirements/dev.txt
echo 'durable-rules==2.0.28; python_version < "3.13"' | $compile - --output-file requirements/durable.txt
echo "atheris==3.0.0" | $compile - --output-file requirements/fuzz.txt
