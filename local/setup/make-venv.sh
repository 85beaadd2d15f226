#!/bin/sh
# Makes the virtual environment all commands run in. Debian keeps `venv` in a package of its own.
set -eu
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Curator needs Python 3.11 or newer; $("$python" --version 2>&1) was found. Name another: make PYTHON=python3.12" >&2
  exit 1
}
"$python" -c 'import ensurepip' 2>/dev/null || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get -qq update && apt-get -qq install -y python3-venv >/dev/null
  else
    echo "Python's venv module is missing. On Debian: sudo apt-get install python3-venv" >&2
    exit 1
  fi
}
"$python" -m venv "$1"
