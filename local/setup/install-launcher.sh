#!/bin/sh
# Puts the command `curator` beside the virtual environment's Python: `install-launcher.sh build/venv`.
#
# It finds the repository from where it stands itself, so that both can be moved together.
set -eu
cat >"$1/bin/curator" <<'LAUNCHER'
#!/bin/sh
bin=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
repository=$(CDPATH='' cd -- "$bin/../../.." && pwd)
PYTHONPATH=$repository/shared:$repository exec "$bin/python" -m local.cli "$@"
LAUNCHER
chmod +x "$1/bin/curator"
