"""MediaWiki's code and a freshly installed wiki, kept under `build/mediawiki`: a wiki starts as a copy of it."""

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.mediawiki import accounts, php

DIRECTORY = Path(__file__).resolve().parents[2] / "build" / "mediawiki"
INSTALL_PACKAGE = Path(__file__).with_name("install-package.sh")
INSTALLER_SECONDS = 300
UNUSED_PASSWORD = "nobody logs in with a password"  # noqa: S105 - the installer wants one
EXTENSIONS = "TitleBlacklist,AbuseFilter"


class InstallationError(Exception):
    """MediaWiki cannot be installed here; the text has what the command said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where everything is: MediaWiki's code, the data of an installed wiki, and what all wikis share."""

    package: Path
    data: Path
    cache: Path

    def environment(self, state: Path) -> dict[str, str]:
        """Return the environment of PHP for the wiki in `state`."""
        return php.environment(package=self.package, state=state, cache=self.cache)

    def run_script(self, state: Path, script: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        """Run a maintenance script for the wiki in `state`; return what it printed or raise InstallationError."""
        return _run(php.command([str(script), *arguments], {**self.environment(state), **(variables or {})}))


def install(directory: Path = DIRECTORY) -> Installation:
    """Return the installation; the first time this downloads 53 MB and takes half a minute.

    Raises:
        InstallationError: PHP is missing, or a package cannot be had.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory / "lock"):
        _run([str(INSTALL_PACKAGE), str(directory / "package")])
        package = directory / "package" / "usr" / "share" / "mediawiki"
        fresh = directory / f"installed-{_fingerprint(package)}"
        installation = Installation(package=package, data=fresh / "data", cache=fresh / "cache")
        if not (fresh / "ready").exists():
            for old in directory.glob("installed-*"):
                shutil.rmtree(old)
            _install_wiki(installation, fresh)
            (fresh / "ready").touch()
    return installation


def write_settings(state: Path, **settings: object) -> None:
    """Write what LocalSettings reads at each request; a request never sees half of it."""
    unfinished = state / "settings.json.new"
    unfinished.write_text(json.dumps(settings))
    unfinished.rename(state / "settings.json")


def _install_wiki(installation: Installation, state: Path) -> None:
    """Create the tables and the accounts. The installer must not see our settings, which need the tables."""
    for name in ("data", "cache", "images", "generated"):
        (state / name).mkdir(parents=True)
    people = state / "accounts.json"
    people.write_text(json.dumps([account.to_php() for account in accounts.ACCOUNTS]))
    write_settings(state, server="http://127.0.0.1", consumer={}, globals={})
    installer = [
        str(installation.package / "maintenance" / "install.php"),
        *("--confpath", str(state / "generated")),
        *("--dbtype", "sqlite", "--dbpath", str(installation.data), "--dbname", "commonswiki"),
        *("--server", "http://127.0.0.1", "--scriptpath", "/w", "--lang", "en", "--pass", UNUSED_PASSWORD),
        *("--skins", "MonoBook", f"--extensions={EXTENSIONS}"),
        *("Test Commons", "Installer"),
    ]
    _run(php.command(installer, {"MW_INSTALL_PATH": str(installation.package)}))
    installation.run_script(state, php.PHP_DIR / "populate.php", variables={"MW_ACCOUNTS": str(people)})


def _fingerprint(package: Path) -> str:
    """Return what changes when an installed wiki would come out differently."""
    digest = hashlib.sha256((package / "includes" / "Defines.php").read_bytes())
    for file in (*sorted(php.PHP_DIR.rglob("*.php")), *(Path(module) for module in (__file__, accounts.__file__))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INSTALLER_SECONDS)
    if done.returncode:
        raise InstallationError(f"{' '.join(command[-3:])}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
