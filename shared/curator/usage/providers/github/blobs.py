"""The contents of files: many in one GraphQL query, the rest one by one.

GraphQL gives the text of a blob, cut at 512,000 bytes, and none where it takes the file for binary, as it does UTF-16:
those are fetched as they are.
"""

from collections.abc import Iterator, Sequence

from curator.usage.limits import MAX_MANIFEST_BYTES
from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import ApiClient
from curator.usage.providers.errors import ProviderNotFoundError, ProviderUnavailableError
from curator.usage.providers.fields import Raw, raw_object
from curator.usage.providers.github.graphql import GraphQl
from curator.usage.providers.github.organizations import RAW
from curator.usage.providers.github.queries import blobs_query
from curator.usage.providers.github.repositories import CORE
from curator.usage.providers.github.trees import Blob
from curator.usage.providers.limits import BATCH, GRAPHQL_TEXT_BYTES

MAX_QUERY_BYTES = 2_000_000  # of all blobs in a query: well within our cap on replies, and within GitHub's 10 s


class Blobs:
    """Fetches files' contents."""

    def __init__(self, client: ApiClient, graphql: GraphQl | None) -> None:
        """Use GraphQL where there is a token for it."""
        self._client = client
        self._graphql = graphql

    def contents(self, owner: str, name: str, blobs: Sequence[Blob]) -> dict[str, bytes]:
        """Return the contents of all these blobs by id, or raise ProviderError."""
        found: dict[str, bytes] = {}
        distinct = {blob.sha: blob for blob in blobs}
        if self._graphql is not None and len(distinct) > 1:  # one alone is as cheap as it is, and needs no decoding
            for batch in _batches([blob for blob in distinct.values() if blob.size <= GRAPHQL_TEXT_BYTES]):
                found |= self._by_graphql(self._graphql, owner, name, batch)
        return found | {sha: self._one(owner, name, sha) for sha in distinct if sha not in found}

    def _by_graphql(self, graphql: GraphQl, owner: str, name: str, batch: list[Blob]) -> dict[str, bytes]:
        variables = {f"x{place}": blob.sha for place, blob in enumerate(batch)}
        reply = graphql.ask(blobs_query(len(batch)), {"owner": owner, "name": name, **variables})
        repository = reply.found("repository") or {}
        read = {blob.sha: _text(raw_object(repository.get(f"b{place}"))) for place, blob in enumerate(batch)}
        return {sha: content for sha, content in read.items() if content is not None}

    def _one(self, owner: str, name: str, sha: str) -> bytes:
        path = path_of("repos", owner, name, "git", "blobs", sha)
        try:
            return self._client.ask(Call(resource=CORE, path=path, accept=RAW, max_bytes=MAX_MANIFEST_BYTES)).body
        except ProviderNotFoundError as error:  # it was listed a moment ago: the repository is changing, not gone
            raise ProviderUnavailableError("a file that was listed is not there") from error


def _batches(blobs: list[Blob]) -> Iterator[list[Blob]]:
    batch: list[Blob] = []
    for blob in blobs:
        if batch and (len(batch) == BATCH or sum(one.size for one in batch) + blob.size > MAX_QUERY_BYTES):
            yield batch
            batch = []
        batch.append(blob)
    if batch:
        yield batch


def _text(raw: Raw) -> bytes | None:
    content = raw.get("text")
    is_whole = raw.get("isTruncated") is False and raw.get("isBinary") is False
    return content.encode() if is_whole and isinstance(content, str) else None
