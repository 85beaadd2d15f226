#!/bin/sh
# Unpacks MediaWiki, as Debian packages it, into the given directory: no web server, no database server, no Docker.
# Takes 1.43 LTS from Debian 13 and, where that cannot be had, what this machine's own distribution offers. Needs root
# only to install PHP, where that is missing.
set -eu
test -e "$1/ready" && exit 0

for module in pdo_sqlite mbstring xml intl; do
  php -m 2>/dev/null | grep -q -x "$module" && continue
  if [ "$(id -u)" != 0 ]; then
    echo "A real MediaWiki needs PHP. On Debian: sudo apt-get install php-cli php-sqlite3 php-mbstring php-xml php-intl" >&2
    exit 1
  fi
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    php-cli php-sqlite3 php-mbstring php-xml php-intl >/dev/null
  break
done

rm -rf "$1"
mkdir -p "$1/packages"
directory=$(cd "$1" && pwd)

# The package lists and caches of this alone, so that the machine's own stay as they are.
configure() {
  rm -rf "$directory/apt"
  mkdir -p "$directory/apt/lists/partial" "$directory/apt/cache/archives/partial"
  export APT_CONFIG="$directory/apt/configuration"
  cat >"$APT_CONFIG" <<CONFIGURATION
Dir::State::lists "$directory/apt/lists";
Dir::Cache "$directory/apt/cache";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
$1
CONFIGURATION
}
download() { # the package and the libraries that come with it; everything else it depends on is PHP
  apt-get -qq update && (cd "$directory/packages" && apt-get -qq download mediawiki mediawiki-classes)
}

# The archives this machine is set up to take packages from, in its order: those of whole suites ("bookworm"), not of
# additions to one ("bookworm-security"). Debian's own is among them, wherever the machine gets it from. Which it is,
# Debian's key tells. Needs neither root nor a network.
archives() {
  apt-get --print-uris update | sed -n "s|^'\(.*\)/dists/[^/-]*/InRelease' .*|\1|p" | awk '!seen[$0]++'
}
download_from_debian_13() {
  for archive in $(archives); do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie main" >"$directory/trixie.list"
    configure "Dir::Etc::sourcelist \"$directory/trixie.list\"; Dir::Etc::sourceparts \"-\";"
    download && return
  done
  return 1
}

if ! download_from_debian_13; then
  echo "MediaWiki cannot be had from Debian 13; taking this machine's own" >&2
  configure ""
  download
fi

for package in "$directory"/packages/*.deb; do
  dpkg -x "$package" "$directory"
done
# What Debian links to /etc and /var belongs to a machine's one wiki; ours keep theirs elsewhere.
wiki=$directory/usr/share/mediawiki
rm -rf "$wiki/LocalSettings.php" "$wiki/config" "$wiki/images" "$wiki/extensions"
ln -s extensions-core "$wiki/extensions"
(cd "$directory" && rm -rf apt packages trixie.list var etc)
touch "$directory/ready"
