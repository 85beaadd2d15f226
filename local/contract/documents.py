"""The documents of the contract, and where they are kept."""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from local.contract.asyncapi import asyncapi
from local.contract.guide import guide
from local.contract.openapi import openapi
from local.contract.schemas import Schema

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "docs" / "contract"
GUIDE = REPOSITORY / "docs" / "api.md"

DOCUMENTS: Mapping[str, Callable[[str], Schema]] = {"asyncapi.json": asyncapi, "openapi.json": openapi}
"""What makes each document, by its file's name; called with the project's version."""


def text_of(name: str) -> str:
    """Return a document as it is committed."""
    return json.dumps(DOCUMENTS[name](_version()), ensure_ascii=False, indent=2) + "\n"


def guide_text() -> str:
    """Return the HTTP API for people as it is committed."""
    return guide(_version())


def _version() -> str:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
