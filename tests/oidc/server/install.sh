#!/bin/sh
# Installs the OpenID Connect server, exactly as package-lock.json says, into a folder: install.sh <folder>
set -eu
here=$(dirname "$0")
if ! command -v npm >/dev/null; then
  echo "The tests of bearer tokens log in at a real server and need Node.js 20.19 or later with npm. On Debian: nodejs npm" >&2
  exit 1
fi
mkdir -p "$1"
cp "$here/package.json" "$here/package-lock.json" "$1"
npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error
cp "$here/server.mjs" "$1"
