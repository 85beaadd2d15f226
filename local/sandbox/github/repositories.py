"""`/repos/{owner}/{name}`, what its branches point to, and its bill of materials."""

from typing import Any

from local.sandbox.github import shapes
from local.sandbox.github.asking import Asking, GithubError, Reply, not_found, validation_failed
from local.sandbox.world.files import Snapshot
from local.sandbox.world.git import Trees
from local.sandbox.world.owners import Owner
from local.sandbox.world.repositories import WorldRepository

PURL_TYPES = {"go": "golang", "packagist": "composer", "rubygems": "gem"}  # where the name is not the ecosystem's
AUTHOR = {"name": "Mona", "email": "mona@users.example"}


def show(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}`."""
    repository = asking.repository()
    body = shapes.repository(repository, asking.base)
    owner: Owner = repository.owner
    extra = {"organization": shapes.simple_owner(owner, asking.base)} if owner.kind == "Organization" else {}
    return Reply(body={**body, **extra, "network_count": 0, "subscribers_count": repository.stars // 50})


def commit(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}/commits/{ref}`; the media type `sha` gives the id alone."""
    repository = asking.repository()
    snapshot = snapshot_at(asking, repository, asking.part("ref"))
    if asking.accepts("sha"):
        return Reply(body=None, raw=snapshot.commit.encode(), media_type="application/vnd.github.v3.sha; charset=utf-8")
    return Reply(body=_commit(asking, repository, snapshot))


def branch(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}/branches/{branch}`."""
    repository = asking.repository()
    if asking.part("ref") != repository.default_branch or repository.is_empty:
        raise GithubError(404, "Branch not found")
    described = _commit(asking, repository, asking.world.snapshot(repository))
    return Reply(body={"name": repository.default_branch, "commit": described, "protected": False})


def bill_of_materials(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}/dependency-graph/sbom`: what GitHub itself has read, in SPDX 2.3."""
    repository = asking.repository()
    name = f"com.github.{repository.full_name}"
    found = {(use.ecosystem, use.name): use for use in asking.world.uses(repository)}
    packages = [
        _package(number, ecosystem, package, use.resolved)
        for number, ((ecosystem, package), use) in enumerate(sorted(found.items()))
    ]
    document = {
        "SPDXID": "SPDXRef-DOCUMENT",
        "spdxVersion": "SPDX-2.3",
        "creationInfo": {
            "created": shapes.moment(repository.pushed_at),
            "creators": ["Tool: GitHub.com-Dependency-Graph"],
        },
        "name": name,
        "dataLicense": "CC0-1.0",
        "documentNamespace": f"https://spdx.org/spdxdocs/protobom/{repository.commit}",
        "packages": [*packages, {"name": name, "SPDXID": "SPDXRef-Repository", "versionInfo": ""}],
        "relationships": [
            {
                "spdxElementId": "SPDXRef-Repository",
                "relatedSpdxElement": each["SPDXID"],
                "relationshipType": "DEPENDS_ON",
            }
            for each in packages
        ],
    }
    return Reply(body={"sbom": document})


def snapshot_at(asking: Asking, repository: WorldRepository, reference: str) -> Snapshot:
    """Return the commit that a branch's name, `HEAD` or a commit's id names.

    Raises:
        GithubError: there is none, or the repository is empty.
    """
    if repository.is_empty:
        raise GithubError(409, "Git Repository is empty.")
    snapshot = asking.world.snapshot(repository)
    if reference not in {"HEAD", repository.default_branch, f"heads/{repository.default_branch}", snapshot.commit}:
        if len(reference) == 40:
            raise validation_failed("Commit", "sha", message=f"No commit found for SHA: {reference}")
        raise GithubError(422, f"No commit found for SHA: {reference}")
    return snapshot


def trees_at(asking: Asking, repository: WorldRepository, reference: str) -> tuple[Trees, str, str, Snapshot]:
    """Return all trees, the folder and the id that a reply is to name, and the commit; for a branch, commit or tree."""
    if repository.is_empty:
        raise GithubError(409, "Git Repository is empty.")
    snapshot = asking.world.snapshot(repository)
    if reference in snapshot.trees.folders:
        return snapshot.trees, snapshot.trees.folders[reference], reference, snapshot
    if reference not in {"HEAD", repository.default_branch, snapshot.commit}:
        raise not_found()
    return snapshot.trees, "", snapshot.trees.root, snapshot


def _commit(asking: Asking, repository: WorldRepository, snapshot: Snapshot) -> dict[str, Any]:
    url = f"{asking.base}/repos/{repository.full_name}/commits/{snapshot.commit}"
    signed = {**AUTHOR, "date": shapes.moment(repository.pushed_at)}
    tree = {
        "sha": snapshot.trees.root,
        "url": f"{asking.base}/repos/{repository.full_name}/git/trees/{snapshot.trees.root}",
    }
    inner = {"author": signed, "committer": signed, "message": "Change", "tree": tree, "url": url, "comment_count": 0}
    return {"sha": snapshot.commit, "node_id": f"C_{snapshot.commit[:12]}", "commit": inner, "url": url, "parents": []}


def _package(number: int, ecosystem: str, name: str, version: str | None) -> dict[str, Any]:
    purl = f"pkg:{PURL_TYPES.get(ecosystem, ecosystem)}/{_purl_name(ecosystem, name)}" + (
        f"@{version}" if version else ""
    )
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
    return {
        "name": name,
        "SPDXID": f"SPDXRef-{ecosystem}-{number}",
        "versionInfo": version or "",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "externalRefs": [reference],
    }


def _purl_name(ecosystem: str, name: str) -> str:
    if ecosystem == "maven":
        return name.replace(":", "/")
    return name.replace("@", "%40")
