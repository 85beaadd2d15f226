"""How PHP is called for a wiki."""

from collections.abc import Mapping, Sequence
from pathlib import Path

PHP_DIR = Path(__file__).with_name("php")
RUN_GROUP = Path(__file__).with_name("run-group.sh")
WORKERS = 4  # requests answered at once; Curator's parallel uploads of one user are fewer

OPTIONS = {
    "upload_max_filesize": "100M",  # as on Commons: https://commons.wikimedia.org/wiki/Commons:Maximum_file_size
    "post_max_size": "100M",
    "memory_limit": "1G",
    "opcache.enable_cli": "1",
    "opcache.max_accelerated_files": "8000",
    "apc.enabled": "0",  # nothing may be remembered where a reset does not reach
    "error_reporting": "0",  # 1.39 on a newer PHP complains; the API's replies must stay JSON
    "display_errors": "0",
}


def environment(*, package: Path, state: Path, cache: Path) -> dict[str, str]:
    """Return what `php/LocalSettings.php` and `php/router.php` read.

    Args:
        package: MediaWiki's code.
        state: the directory of this wiki.
        cache: what any wiki of this code may share: the interface's texts.
    """
    return {
        "MW_INSTALL_PATH": str(package),
        "MW_CONFIG_FILE": str(PHP_DIR / "LocalSettings.php"),
        "MW_STATE_DIR": str(state),
        "MW_CACHE_DIR": str(cache),
    }


def command(arguments: Sequence[str], variables: Mapping[str, str]) -> list[str]:
    """Return the command line of a PHP process."""
    settings = dict(OPTIONS)
    if "MW_CACHE_DIR" in variables:  # compiled code, which makes a command four times as fast
        settings["opcache.file_cache"] = variables["MW_CACHE_DIR"]
    options = [part for name, value in settings.items() for part in ("-d", f"{name}={value}")]
    return ["env", *(f"{name}={value}" for name, value in variables.items()), "php", *options, *arguments]


def server_command(port: int, variables: Mapping[str, str]) -> list[str]:
    """Return the command line of a wiki's web server."""
    serve = ["-S", f"127.0.0.1:{port}", str(PHP_DIR / "router.php")]
    return [str(RUN_GROUP), *command(serve, {**variables, "PHP_CLI_SERVER_WORKERS": str(WORKERS)})]
