#!/bin/sh
# Installs Debian's Chromium for the browser tests, without a window where Debian has it so, unless one is there.
set -eu
command -v chromium-headless-shell >/dev/null && exit 0
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core >/dev/null ||
    apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
else
  echo "The browser tests need Chromium. On Debian: sudo apt-get install chromium-headless-shell" >&2
  exit 1
fi
