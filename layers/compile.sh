#!/bin/sh
# Compiles a layer with the Lambda's own Python where this machine has it, else leaves the layer as it is.
#
#   compile.sh <python3.13> <folder>
#
# Without .pyc files imports take about twice as long, since a layer is read-only and nothing can be kept. Those of
# another minor version would be dead weight. They are compiled unchecked: packing changes the times of the sources.
set -eu
if "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
  "$1" -m compileall -q --invalidation-mode unchecked-hash "$2"
else
  echo "no working $1: the layer goes without compiled modules" >&2
fi
