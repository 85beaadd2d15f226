#!/bin/sh
# Installs MariaDB's server where it is missing: the program alone, without a service, an account or a database.
# Needs root only then.
set -eu
PATH=$PATH:/usr/sbin
command -v mariadbd >/dev/null && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "A replica needs MariaDB. On Debian: sudo apt-get install mariadb-server-core" >&2
  exit 1
fi
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends mariadb-server-core >/dev/null
