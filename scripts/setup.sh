#!/bin/sh
# Make the virtual environment in $1 (default .venv) with pinned, hashed requirements. Says what is left out, and why.
set -eu
venv=${1:-.venv}
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "thoihan needs Python 3.11 or newer; $("$python" --version) was found. Set PYTHON=… to another one." >&2
    exit 1
}
if ! "$python" -m venv "$venv"; then
    echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
pip="$venv/bin/python -m pip --disable-pip-version-check --quiet"
$pip install --require-hashes --requirement requirements/dev.txt
if ! $pip install --require-hashes --no-deps --requirement requirements/durable.txt 2>"$venv/durable.log"; then
    echo "durable-rules could not be built (it needs a C compiler and Python's headers: apt-get install gcc python3-dev)." >&2
    echo "The program works the same with its plain matcher; the comparison of both matchers is not tested." >&2
fi
$pip install --no-deps --no-build-isolation --editable .
