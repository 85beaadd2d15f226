"""PyPI: what Python's packaging tools read, from requirements.txt to uv.lock."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.pypi"


def _manifest(parser: str, *globs: str) -> Format:
    return Format(role=Role.MANIFEST, ecosystem=Ecosystem.PYPI, globs=globs, parser=f"{HERE}.{parser}:parse")


def _lock(parser: str, *globs: str) -> Format:
    return Format(role=Role.LOCK, ecosystem=Ecosystem.PYPI, globs=globs, parser=f"{HERE}.{parser}:parse")


FORMATS = (
    _manifest("requirements", "requirements*.txt", "*requirements.txt", "requirements/*.txt"),
    _manifest("pyproject", "pyproject.toml"),
    _manifest("pipfile", "Pipfile"),
    _manifest("setup_cfg", "setup.cfg"),
    _manifest("setup_py", "setup.py"),
    _manifest("environment", "environment.yml", "environment.yaml"),
    _lock("pipfile_lock", "Pipfile.lock"),
    _lock("package_list", "poetry.lock", "uv.lock", "pdm.lock", "pylock.toml"),
)
