"""Which manifests a repository has, and at which commit."""

from collections.abc import Mapping
from dataclasses import dataclass

from curator.usage.manifests.finding import wanted
from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import ApiClient
from curator.usage.providers.errors import ProviderDataError, ProviderNotFoundError
from curator.usage.providers.fields import number, raw_objects, text
from curator.usage.providers.github.repositories import CORE, JSON

SHA = "application/vnd.github.sha"
PLAIN_FILES = frozenset({"100644", "100755"})  # not symbolic links (120000), whose content is a path
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Blob:
    """A file: its id, and its size in bytes."""

    sha: str
    size: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository's manifests by path, and whether more files may exist."""

    commit: str
    blobs: Mapping[str, Blob]
    truncated: bool


class Trees:
    """Lists the files of repositories."""

    def __init__(self, client: ApiClient) -> None:
        """Use a client of GitHub's."""
        self._client = client

    def manifests(self, owner: str, name: str, commit: str | None) -> Listing:
        """Return the manifests at a commit, or at the tip of the default branch.

        A commit that nobody can find any more, after a forced push, is not a repository that is gone: the tip is asked
        for instead. Of a tree that is cut off, which may end within the first folder, the top is listed anew.

        Raises:
            EmptyRepositoryError: there is no commit in it.
            ProviderNotFoundError: there is no such repository.
        """
        if commit is not None:
            try:
                return self._listed(owner, name, commit)
            except ProviderNotFoundError:
                pass
        return self._listed(owner, name, self._tip(owner, name))

    def _tip(self, owner: str, name: str) -> str:
        path = path_of("repos", owner, name, "commits", "HEAD")
        reply = self._client.ask(Call(resource=CORE, path=path, accept=SHA, is_remembered=True))
        commit = reply.body.decode("ascii", "replace").strip()
        if not commit or not HEX.issuperset(commit):
            raise ProviderDataError("no commit id")
        return commit

    def _listed(self, owner: str, name: str, commit: str) -> Listing:
        blobs, truncated = self._tree(owner, name, commit, recursive=True)
        if truncated:
            blobs = {**self._tree(owner, name, commit, recursive=False)[0], **blobs}
        return Listing(commit, {path: blobs[path] for path in wanted(blobs)}, truncated)

    def _tree(self, owner: str, name: str, commit: str, *, recursive: bool) -> tuple[dict[str, Blob], bool]:
        call = Call(
            resource=CORE,
            path=path_of("repos", owner, name, "git", "trees", commit),
            params={"recursive": "1"} if recursive else {},
            accept=JSON,
        )
        document = self._client.ask(call).json_object()
        blobs = {}
        for entry in raw_objects(document.get("tree")):
            path, sha = entry.get("path"), text(entry, "sha")
            if isinstance(path, str) and sha and entry.get("mode") in PLAIN_FILES:
                blobs[path] = Blob(sha, number(entry, "size") or 0)
        return blobs, document.get("truncated") is True
