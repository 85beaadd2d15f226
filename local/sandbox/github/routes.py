"""Every address of the sandbox's GitHub, below `/github`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.sandbox.allowances import CODE_SEARCH, CORE, GRAPHQL, SEARCH
from local.sandbox.fault_replies import served
from local.sandbox.faults import Fault
from local.sandbox.github import contents, owners, repositories, search
from local.sandbox.github.asking import BASE, Caller, GithubError, caller_of
from local.sandbox.github.serving import as_response, endpoint, window_of
from local.sandbox.services import Sandbox


async def rate_limit(request: Request) -> Response:
    """`GET /rate_limit`: what is left, for nothing."""
    sandbox: Sandbox = request.app.state.sandbox

    def work() -> Response:
        try:
            caller = caller_of(request)
        except GithubError as error:
            return as_response(error.body, status=error.status)
        resources = {name.rpartition(".")[2]: _left(sandbox, name, caller) for name in _resources(caller)}
        return as_response({"resources": resources, "rate": resources["core"]})

    def refuse(fault: Fault) -> Response:
        return as_response({"message": fault.info or fault.code}, status=fault.status)

    return await served(sandbox, "github.rate_limit", work, refuse)


async def graphql(request: Request) -> Response:
    """`POST /graphql`; its library is loaded with the first query, so that the sandbox starts as fast as without it."""
    from local.sandbox.github.graphql_endpoint import graphql as answer  # noqa: PLC0415

    return await answer(request)


def _resources(caller: Caller) -> list[str]:
    return [CORE, SEARCH, CODE_SEARCH, GRAPHQL] if caller.known else [CORE, SEARCH]


def _left(sandbox: Sandbox, resource: str, caller: Caller) -> dict[str, int]:
    balance = sandbox.provider_limits.balance(window_of(resource, caller), caller.name)
    left = {"limit": balance.limit, "used": balance.used, "remaining": balance.remaining}
    return {**left, "reset": int(balance.reset_at)}


def _of_repositories(path: str, kind: str, answer: object) -> list[Route]:
    """Return an address by owner and name, and by number, where redirects lead."""
    serve = endpoint(f"github.{kind}", answer)  # type: ignore[arg-type]
    return [
        Route(f"{BASE}/repos/{{owner}}/{{name}}{path}", serve),
        Route(f"{BASE}/repositories/{{id:int}}{path}", serve),
    ]


ROUTES = [
    Route(f"{BASE}/graphql", graphql, methods=["POST"]),
    Route(f"{BASE}/rate_limit", rate_limit),
    Route(f"{BASE}/search/repositories", endpoint("github.search", search.repositories, SEARCH)),
    Route(f"{BASE}/search/code", endpoint("github.code_search", search.code, CODE_SEARCH)),
    Route(f"{BASE}/users/{{login}}", endpoint("github.user", owners.user)),
    Route(f"{BASE}/users/{{login}}/repos", endpoint("github.repositories", owners.user_repositories)),
    Route(f"{BASE}/orgs/{{login}}", endpoint("github.organization", owners.organization)),
    Route(f"{BASE}/orgs/{{login}}/repos", endpoint("github.repositories", owners.organization_repositories)),
    *_of_repositories("", "repository", repositories.show),
    *_of_repositories("/commits/{ref:path}", "commit", repositories.commit),
    *_of_repositories("/branches/{ref:path}", "commit", repositories.branch),
    *_of_repositories("/dependency-graph/sbom", "sbom", repositories.bill_of_materials),
    *_of_repositories("/git/trees/{sha:path}", "tree", contents.tree),
    *_of_repositories("/git/blobs/{sha}", "blob", contents.blob),
    *_of_repositories("/contents", "content", contents.content),
    *_of_repositories("/contents/{path:path}", "content", contents.content),
]
