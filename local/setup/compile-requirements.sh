#!/bin/sh
# Compiles every requirements.in into a file of exact versions with hashes, lower layers first. Called by `make lock`.
set -eu
cd "$(dirname "$0")/../.."
uv=${UV:-build/venv/bin/uv}
compile() {
  name=$1
  shift
  "$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    --no-emit-index-url --no-emit-find-links "$@" "$name.in" --output-file "$name.txt"
}
for name in layers/core/requirements layers/web/requirements layers/imaging/requirements layers/imaging/building \
    layers/scanning/requirements local/setup/bootstrap local/requirements tests/requirements tests/template-tools tests/checkov; do
  compile "$name"
done
compile local/sandbox/photographs --no-deps # their pictures alone are wanted
