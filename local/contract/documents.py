"""The documents of the contract, and where they are kept."""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from local.contract.asyncapi import asyncapi
from local.contract.openapi import openapi
from local.contract.schemas import Schema

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "docs" / "contract"

DOCUMENTS: Mapping[str, Callable[[str], Schema]] = {"asyncapi.json": asyncapi, "openapi.json": openapi}
"""What makes each document, by its file's name; called with the project's version."""


def text_of(name: str) -> str:
    """Return a document as it is committed."""
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return json.dumps(DOCUMENTS[name](version), ensure_ascii=False, indent=2) + "\n"
