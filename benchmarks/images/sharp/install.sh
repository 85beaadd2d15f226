#!/bin/sh
# Installs sharp, exactly as package-lock.json says, into a folder: install.sh <folder>
set -eu
here=$(dirname "$0")
if ! command -v npm >/dev/null; then
  echo "The image benchmark compares with sharp and needs Node.js 20.9 or later with npm. On Debian: nodejs npm" >&2
  exit 1
fi
mkdir -p "$1"
cp "$here/package.json" "$here/package-lock.json" "$1"
npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error
