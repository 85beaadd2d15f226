#!/bin/sh
# Installs Debian's Chromium for the browser tests, unless it is there.
set -eu
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
else
  echo "The browser tests need Chromium. On Debian: sudo apt-get install chromium" >&2
  exit 1
fi
