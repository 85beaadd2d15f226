"""Trees, blobs and files of a repository."""

import base64
from typing import Any

from local.sandbox.github.asking import Asking, GithubError, Reply, not_found
from local.sandbox.github.repositories import snapshot_at, trees_at
from local.sandbox.world.files import Snapshot
from local.sandbox.world.git import Entry, blob_id
from local.sandbox.world.repositories import WorldRepository

LARGEST_AS_JSON = 1024 * 1024  # bytes; a larger file is sent without its content
RAW = "application/vnd.github.raw+json; charset=utf-8"


def tree(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}/git/trees/{sha}[?recursive=1]`: of a tree, a commit or a branch."""
    repository = asking.repository()
    trees, folder, sha, snapshot = trees_at(asking, repository, asking.part("sha"))
    truncated = False
    if "recursive" in asking.request.query_params:  # whatever its value
        entries = trees.entries if snapshot.cut is None else trees.entries[: snapshot.cut]
        truncated = snapshot.cut is not None
        entries = tuple(entry for entry in entries if not folder or entry.path.startswith(f"{folder}/"))
    else:
        entries = tuple(trees.within(folder))
    described = [_entry(asking, repository, entry, folder) for entry in entries]
    url = f"{asking.base}/repos/{repository.full_name}/git/trees/{sha}"
    return Reply(body={"sha": sha, "url": url, "tree": described, "truncated": truncated})


def blob(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}/git/blobs/{sha}`; the media type `raw` gives the file itself."""
    repository = asking.repository()
    sha = asking.part("sha")
    content = None if repository.is_empty else content_of(asking.world.snapshot(repository), sha)
    if content is None:
        raise not_found()
    if asking.accepts("raw"):
        return Reply(body=None, raw=content, media_type=RAW)
    url = f"{asking.base}/repos/{repository.full_name}/git/blobs/{sha}"
    body = {"sha": sha, "node_id": f"B_{sha[:12]}", "size": len(content), "url": url}
    return Reply(body={**body, "content": _packed(content), "encoding": "base64"})


def content(asking: Asking) -> Reply:
    """`GET /repos/{owner}/{name}/contents/{path}?ref=`: a file, raw or as JSON, or a folder's list."""
    repository = asking.repository()
    if repository.is_empty:
        raise GithubError(404, "This repository is empty.")
    snapshot = snapshot_at(asking, repository, asking.value("ref", repository.default_branch))
    path = asking.part("path").strip("/") if "path" in asking.request.path_params else ""
    if path in snapshot.files:
        return _file(asking, repository, path, snapshot.files[path])
    entries = snapshot.trees.within(path)
    if not entries:
        raise not_found()
    return Reply(body=[_listed(asking, repository, entry) for entry in entries])


def content_of(snapshot: Snapshot, sha: str) -> bytes | None:
    """Return the content of a blob of this commit, or None."""
    path = next((entry.path for entry in snapshot.trees.entries if entry.sha == sha and entry.type == "blob"), None)
    return None if path is None else snapshot.files[path]


def _entry(asking: Asking, repository: WorldRepository, entry: Entry, folder: str) -> dict[str, Any]:
    url = f"{asking.base}/repos/{repository.full_name}/git/{entry.type}s/{entry.sha}"
    path = entry.path[len(folder) + 1 :] if folder else entry.path
    described = {"path": path, "mode": entry.mode, "type": entry.type, "sha": entry.sha}
    return {**described, **({} if entry.size is None else {"size": entry.size}), "url": url}


def _file(asking: Asking, repository: WorldRepository, path: str, content: bytes) -> Reply:
    if asking.accepts("raw"):
        return Reply(body=None, raw=content, media_type=RAW)
    entry = Entry(path=path, mode="100644", type="blob", sha=blob_id(content), size=len(content))
    described = _listed(asking, repository, entry)
    if len(content) > LARGEST_AS_JSON:
        return Reply(body={**described, "content": "", "encoding": "none"})
    return Reply(body={**described, "content": _packed(content), "encoding": "base64"})


def _listed(asking: Asking, repository: WorldRepository, entry: Entry) -> dict[str, Any]:
    base = f"{asking.base}/repos/{repository.full_name}"
    return {
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "size": entry.size or 0,
        "url": f"{base}/contents/{entry.path}?ref={repository.default_branch}",
        "html_url": f"{repository.url}/blob/{repository.default_branch}/{entry.path}",
        "git_url": f"{base}/git/{entry.type}s/{entry.sha}",
        "download_url": f"{base}/git/blobs/{entry.sha}" if entry.type == "blob" else None,
        "type": "file" if entry.type == "blob" else "dir",
    }


def _packed(content: bytes) -> str:
    return base64.encodebytes(content).decode()
