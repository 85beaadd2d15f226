"""A repository's manifests: all of them, or an error; where nothing has changed, none is fetched again.

Where something has, all are: what one file says is read with its neighbours (`usage.manifests`).
"""

from curator.usage.limits import MAX_MANIFEST_BYTES
from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import ApiClient
from curator.usage.providers.errors import (
    ProviderDataError,
    ProviderNotFoundError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from curator.usage.providers.github.blobs import Blobs
from curator.usage.providers.github.graphql import GraphQl
from curator.usage.providers.github.refusals import EmptyRepositoryError
from curator.usage.providers.github.repositories import CORE, JSON
from curator.usage.providers.github.sbom import reported_packages
from curator.usage.providers.github.trees import Blob, Listing, Trees
from curator.usage.providers.models import FoundManifests, ManifestFile, ReportedPackage
from curator.usage.providers.questions import ManifestQuery

NO_BILL = (ProviderNotFoundError, ProviderRefusedError, ProviderDataError, ProviderUnavailableError)


class GithubManifests:
    """Reads manifests."""

    def __init__(self, client: ApiClient, graphql: GraphQl | None) -> None:
        """Use GraphQL where there is a token for it."""
        self._client = client
        self._trees = Trees(client)
        self._blobs = Blobs(client, graphql)

    def read(self, query: ManifestQuery) -> FoundManifests:
        """Return the manifests of a repository."""
        try:
            listing = self._trees.manifests(query.owner, query.name, query.commit)
        except EmptyRepositoryError:
            return FoundManifests(commit="", files=(), notes=("the repository has no commits",))
        skipped = [path for path, blob in listing.blobs.items() if blob.size > MAX_MANIFEST_BYTES]
        readable = {path: blob for path, blob in listing.blobs.items() if path not in skipped}
        unchanged = not listing.truncated and _is_known(readable, query)
        return FoundManifests(
            commit=listing.commit,
            files=() if unchanged else self._files(query, readable),
            unchanged=unchanged,
            skipped=tuple(skipped),
            truncated=listing.truncated,
            reported=self._reported(query) if listing.truncated else (),
            notes=_notes(listing, skipped),
        )

    def _files(self, query: ManifestQuery, blobs: dict[str, Blob]) -> tuple[ManifestFile, ...]:
        contents = self._blobs.contents(query.owner, query.name, list(blobs.values()))
        return tuple(ManifestFile(path=path, sha=blob.sha, content=contents[blob.sha]) for path, blob in blobs.items())

    def _reported(self, query: ManifestQuery) -> tuple[ReportedPackage, ...]:
        """Return what the bill of materials says; it may be switched off, or too much for GitHub or for us."""
        path = path_of("repos", query.owner, query.name, "dependency-graph", "sbom")
        try:
            return reported_packages(self._client.ask(Call(resource=CORE, path=path, accept=JSON)).json_object())
        except NO_BILL:
            return ()


def _is_known(blobs: dict[str, Blob], query: ManifestQuery) -> bool:
    return bool(query.known) and {path: blob.sha for path, blob in blobs.items()} == query.known


def _notes(listing: Listing, skipped: list[str]) -> tuple[str, ...]:
    notes = [f"too large: {path}" for path in skipped]
    if listing.truncated:
        notes.append("GitHub did not list all files: deep manifests may be missing")
    return tuple(notes)
