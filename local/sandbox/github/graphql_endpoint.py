"""`POST /graphql`: queries are validated and executed against the part of GitHub's schema beside this file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, parse, validate
from starlette.requests import Request
from starlette.responses import Response

from local.sandbox.allowances import GRAPHQL, SECONDARY_GRAPHQL
from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.github.asking import Caller, GithubError, caller_of
from local.sandbox.github.graphql_cost import Cost, QueryTooLargeError, cost_of
from local.sandbox.github.graphql_root import NamedError, Root
from local.sandbox.github.serving import as_response, rate_headers, secondary_limit
from local.sandbox.services import Sandbox
from local.sandbox.windows import Balance

KIND = "github.graphql"
NEEDS_TOKEN = "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql"  # noqa: S105


async def graphql(request: Request) -> Response:
    """`POST {"query": …, "variables": …}`."""
    sandbox: Sandbox = request.app.state.sandbox
    body = await request.body()

    def work() -> Response:
        return _respond(sandbox, request, body)

    def refuse(fault: Fault) -> Response:
        return _fault(sandbox, request, fault)

    return await served(sandbox, KIND, work, refuse)


def _respond(sandbox: Sandbox, request: Request, body: bytes) -> Response:
    try:
        caller = _admitted(sandbox, request)
        query, variables = _question(body)
    except GithubError as error:
        return as_response(error.body, status=error.status, headers=error.headers)
    return _executed(sandbox, caller, query, variables)


def _admitted(sandbox: Sandbox, request: Request) -> Caller:
    """Return who asks, if with a token and not too fast."""
    caller = caller_of(request)
    if not caller.known:
        raise GithubError(401, "This endpoint requires you to be authenticated.", documentation_url=NEEDS_TOKEN)
    if wait := sandbox.provider_limits.pass_by(SECONDARY_GRAPHQL, caller.name):
        raise secondary_limit(wait)
    return caller


def _question(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        question = json.loads(body)
    except ValueError:
        raise GithubError(400, "Problems parsing JSON") from None
    if not isinstance(question, dict) or not isinstance(question.get("query"), str):
        raise GithubError(400, "A query attribute must be specified and must be a string.")
    return question["query"], question.get("variables") or {}


def _executed(sandbox: Sandbox, caller: Caller, query: str, variables: dict[str, Any]) -> Response:
    limits = sandbox.provider_limits
    try:
        document = parse(query)
        invalid = validate(schema(), document)
        cost = Cost(1, 0) if invalid else cost_of(document, variables)
    except GraphQLError as error:
        return _replied({"errors": [_described(error)]}, limits.balance(GRAPHQL, caller.name))
    except QueryTooLargeError as error:
        described = {"type": error.type, "message": str(error)}
        return _replied({"errors": [described]}, limits.balance(GRAPHQL, caller.name))
    if invalid:
        return _replied({"errors": [_described(each) for each in invalid]}, limits.balance(GRAPHQL, caller.name))
    balance = limits.spend(GRAPHQL, caller.name, cost.points)
    if balance is None:
        return _replied({"errors": [_spent()]}, limits.balance(GRAPHQL, caller.name), remaining=0)
    root = Root(sandbox.living_world.world, cost, balance).fields()
    result = execute_sync(schema(), document, root_value=root, variable_values=variables)
    reply: dict[str, Any] = {"data": result.data}
    if result.errors:
        reply["errors"] = [_described(each) for each in result.errors]
    return _replied(reply, balance)


@cache
def schema() -> GraphQLSchema:
    """Return the part of GitHub's schema that is served."""
    return build_schema(Path(__file__).with_name("schema.graphql").read_text())


def _described(error: GraphQLError) -> dict[str, Any]:
    described: dict[str, Any] = {"message": error.message}
    if isinstance(error.original_error, NamedError):
        described = {"type": error.original_error.kind, **described}
    if error.path:
        described["path"] = error.path
    if error.locations:
        described["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    return described


def _spent() -> dict[str, str]:
    return {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1001."}


def _replied(body: dict[str, Any], balance: Balance, *, remaining: int | None = None) -> Response:
    headers = rate_headers(GRAPHQL, balance)
    if remaining is not None:
        headers["x-ratelimit-remaining"] = str(remaining)
    response = as_response(body, headers=headers)
    response.headers["x-github-media-type"] = "github.v4; format=json"
    return response


def _fault(sandbox: Sandbox, request: Request, fault: Fault) -> Response:
    """Return what a fault of the kind `api_error` asks for.

    `secondary` (403, or 429), `rate_limited` (200 with an error), `timeout` (502), or any other text as an error of a
    reply with 200.
    """
    name = request.headers.get("authorization", "").partition(" ")[2]
    balance = sandbox.provider_limits.balance(GRAPHQL, name)
    if fault.code == "secondary":
        error = secondary_limit(fault.retry_after or 0.0, fault.status if fault.status in {403, 429} else 403)
        return as_response(error.body, status=error.status, headers={**rate_headers(GRAPHQL, balance), **error.headers})
    if fault.code == "rate_limited":
        return _replied({"errors": [_spent()]}, balance, remaining=0)
    if fault.code == "timeout":
        message = "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request."
        return as_response({"data": None, "errors": [{"message": message}]}, status=502)
    return _replied({"data": None, "errors": [{"message": fault.info or fault.code}]}, balance)
