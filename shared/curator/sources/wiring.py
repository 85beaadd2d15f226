"""How the sources room is put together from the environment of a function."""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import read_settings
from curator.sources.downloads import Downloader
from curator.sources.errors import SourceNotConfiguredError
from curator.sources.existing import ExistingPages
from curator.sources.geocoding import ReverseGeocoder
from curator.sources.registry import source_named as build_source
from curator.sources.source import Source, SourceTools, no_files

if TYPE_CHECKING:
    from curator.sources.own_files import OwnFiles

logger = logging.getLogger(__name__)

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadSettings:
    """Where originals may come from; entries as `hosts` describes them."""

    download_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupSettings:
    """Where places are named and where existing files are looked up, and how we introduce ourselves there."""

    geocoding_api_url: str
    wcqs_url: str
    user_agent: str


@cache
def _http() -> httpx.Client:
    return httpx.Client(trust_env=False)  # a proxy would resolve names itself, behind the back of the host rules


def downloader() -> Downloader:
    """Return what fetches originals."""
    return Downloader(_http(), read_settings(DownloadSettings).download_hosts, CLOCK)


@cache
def source_named(name: str, own_files: "Callable[[], OwnFiles]" = no_files) -> Source:
    """Return the source of this name; raises InvalidInputError if there is none.

    Args:
        name: as clients know it.
        own_files: returns what users uploaded here, in functions that may read it.
    """
    tools = SourceTools(http=_http(), clock=CLOCK, environment=os.environ, credential=_credential, own_files=own_files)
    return build_source(name, tools)


def geocoder() -> ReverseGeocoder:
    """Return what names places."""
    settings = read_settings(LookupSettings)
    return ReverseGeocoder(_http(), url=settings.geocoding_api_url, user_agent=settings.user_agent)


def existing_pages() -> ExistingPages:
    """Return what finds photographs that Commons has already."""
    settings = read_settings(LookupSettings)
    return ExistingPages(
        _http(), url=settings.wcqs_url, user_agent=settings.user_agent, clock=CLOCK, login=_query_service_login
    )


def _query_service_login() -> str:
    """Return the query service's cookie, or an empty text; without it the service may refuse, and nothing is known."""
    try:
        return _credential("wcqs")
    except SourceNotConfiguredError:
        return ""
    except (BotoCoreError, ClientError) as error:  # what Commons has already is not worth failing for
        logger.warning("no login for the query service: %s: %s", type(error).__name__, error)
        return ""


@cache
def _credential(name: str) -> str:
    """Return the token for a service, from the secret that `<NAME>_SECRET_ID` names: a JSON object with `token`.

    Raises:
        SourceNotConfiguredError: there is no such secret, or no token in it; the other services work without.
    """
    variable = f"{name.upper()}_SECRET_ID"
    secret_id = os.environ.get(variable)
    if not secret_id:
        raise SourceNotConfiguredError(f"{variable} is not set")
    token = json.loads(read_secret(secret_id)).get("token")
    if not token:
        raise SourceNotConfiguredError(f"{variable} names a secret without a token")
    return str(token)
