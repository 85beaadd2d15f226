"""Every address of the sandbox's ecosyste.ms, below `/ecosystems`."""

from starlette.routing import Route

from local.sandbox.ecosystems import packages, repos
from local.sandbox.ecosystems.serving import PACKAGES, REPOS, endpoint

HOST = f"{REPOS}/hosts/GitHub"

ROUTES = [
    Route(
        f"{REPOS}/usage/{{ecosystem}}/{{package:path}}/dependencies", endpoint("ecosystems.usage", repos.dependencies)
    ),
    Route(f"{REPOS}/usage/{{ecosystem}}/{{package:path}}", endpoint("ecosystems.usage", repos.usage)),
    Route(f"{REPOS}/repositories/lookup", endpoint("ecosystems.repository", repos.lookup)),
    Route(HOST, endpoint("ecosystems.host", repos.host)),
    Route(f"{HOST}/owners/{{login}}", endpoint("ecosystems.owner", repos.owner)),
    Route(f"{HOST}/owners/{{login}}/repositories", endpoint("ecosystems.owner", repos.owner_repositories)),
    Route(f"{HOST}/repositories/{{full_name:path}}/manifests", endpoint("ecosystems.repository", repos.manifests)),
    Route(f"{HOST}/repositories/{{full_name:path}}", endpoint("ecosystems.repository", repos.repository)),
    Route(f"{PACKAGES}/packages/lookup", endpoint("ecosystems.package", packages.lookup)),
    Route(
        f"{PACKAGES}/registries/{{registry}}/packages/{{package:path}}",
        endpoint("ecosystems.package", packages.package),
    ),
]
