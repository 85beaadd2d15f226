#!/bin/sh
# Compiles a layer or a function with the Lambda's own Python where this machine has it, else leaves the layer as it is.
#
#   compile.sh <python3.13> <3.13> <folder>
#
# Without .pyc files imports take about twice as long, since a layer is read-only and nothing can be kept. Those of
# another minor version would be dead weight. They are compiled unchecked: packing changes the times of the sources.
set -eu
if [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$2" ]; then
  "$1" -m compileall -q --invalidation-mode unchecked-hash "$3"
else
  echo "no $1 of version $2: $3 goes without compiled modules" >&2
fi
