"""The HTTP API against its document: Schemathesis makes requests up from it, right ones and wrong ones.

Every request meets a fresh site, so what a request does depends on nothing but the request.
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar, cast

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from local.contract.documents import text_of
from tests.unit.contract.site import Site
from tests.unit.functions.api_site import SITE

# What no schema can tell is refused with 400, 413 or 415: these are right answers to well-formed requests, 422 is not.
ACCEPTED = ["2xx", "3xx", "400", "401", "403", "404", "409", "413", "415"]
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ACCEPTED},
    # Every path can be asked for with GET: it may be a file of the web client. Other methods are answered by Starlette
    # with those of the first route whose pattern fits.
    "unsupported_method": {"enabled": False},
    "allow_header_conformance": {"enabled": False},
}
DOCUMENT = json.loads(text_of("openapi.json"))
site = Site()


Test = TypeVar("Test", bound=Callable[..., None])
Case = schemathesis.Case[Any]


def made_up(*, examples: int, every_boundary: bool) -> Callable[[Test], Test]:
    """Make a test one per operation, called with requests that are made up for it."""
    settings = {
        "generation": {
            "deterministic": True,
            "max-examples": examples,
            "with-security-parameters": False,  # the cookie is the visitor's
        },
        "phases": {"coverage": {"enabled": every_boundary, "unexpected-methods": []}},
        "checks": CHECKS,
    }
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(settings))
    schema.app = site
    return cast("Callable[[Test], Test]", schema.parametrize())


@made_up(examples=10, every_boundary=True)
def test_the_api_does_for_an_operator_what_its_document_says(case: Case) -> None:
    case.call_and_validate(base_url=SITE, cookies=site.begin("operator"))


@pytest.mark.parametrize("visitor", ["user", "anonymous"])
@made_up(examples=4, every_boundary=False)
def test_and_so_it_does_for_others(case: Case, visitor: str) -> None:
    case.call_and_validate(base_url=SITE, cookies=site.begin(visitor))
