"""The Wikimedia Commons Query Service, for the one question Curator asks: which files carry these external ids?

The answer comes from the structured data that has really been published here, at once; the real service lags.
"""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from local.sandbox import mediainfo
from local.sandbox.bodies import UnreadableBodyError, read_body
from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.origin import server_of
from local.sandbox.services import Sandbox

MEDIA_TYPE = "application/sparql-results+json;charset=utf-8"
MAXIMUM_QUERY_BYTES = 1_000_000
VALUES = re.compile(r"VALUES\s*\(?\s*\?(\w+)\s*\)?\s*\{(.*?)\}", re.IGNORECASE | re.DOTALL)
LITERAL = re.compile(r"""["']([^"']*)["']""")
TRIPLE = re.compile(r"\?(\w+)\s+(?:wdt:|<http://www\.wikidata\.org/prop/direct/)(P\d+)>?\s+\?(\w+)")


async def sparql(request: Request) -> Response:
    """`POST /sparql` with the form field `query` (or `GET` with the same parameter)."""
    sandbox: Sandbox = request.app.state.sandbox
    try:
        async with read_body(request, maximum_bytes=MAXIMUM_QUERY_BYTES) as body:
            text = body.fields.get("query") or request.query_params.get("query", "")
    except UnreadableBodyError:
        text = ""

    def serve() -> Response:
        return _answer(sandbox, request, text)

    def refuse(fault: Fault) -> Response:
        return PlainTextResponse(fault.info or fault.code, status_code=fault.status)

    return await served(sandbox, "wcqs", serve, refuse)


def _answer(sandbox: Sandbox, request: Request, query: str) -> Response:
    values, triple = VALUES.search(query), TRIPLE.search(query)
    if values is None or triple is None or values.group(1) != triple.group(3):
        text = 'The sandbox understands only: VALUES ?id { "…" } ?file wdt:P1947 ?id'
        return PlainTextResponse(f"java.util.concurrent.ExecutionException: {text}", status_code=400)
    file_name, property_id, id_name = triple.groups()
    wanted = set(LITERAL.findall(values.group(2)))
    found = [
        {
            file_name: {"type": "uri", "value": f"{server_of(sandbox, request)}/entity/M{page_id}"},
            id_name: {"type": "literal", "value": identifier},
        }
        for page_id, identifier in _published_ids(sandbox, property_id)
        if identifier in wanted
    ]
    result: dict[str, Any] = {"head": {"vars": [file_name, id_name]}, "results": {"bindings": found}}
    return Response(json.dumps(result), headers={"content-type": MEDIA_TYPE})


def _published_ids(sandbox: Sandbox, property_id: str) -> list[tuple[int, str]]:
    with sandbox.store.transaction() as database:
        rows = database.execute(
            "SELECT page_id, entity FROM revisions WHERE entity LIKE ? AND id IN "
            "(SELECT max(revisions.id) FROM revisions JOIN pages ON pages.id = page_id AND deleted = 0 "
            "GROUP BY page_id)",
            (f'%"{property_id}"%',),
        ).fetchall()
    return [
        (row["page_id"], identifier)
        for row in rows
        for identifier in mediainfo.external_ids(json.loads(row["entity"]), property_id)
    ]
