"""What MediaWiki warns of before it publishes a file, and the shapes of those warnings."""

import re
from typing import Any

from local.sandbox.titles import FileName, extension_of, file_key
from local.sandbox.wiki import Wiki, timestamp

# MediaWiki:Filename-prefix-blacklist as MediaWiki ships it
CAMERA_PREFIXES = re.compile(r"(CIMG|DSC_|DSCF|DSCN|DUW|IMG|JD|MGP|PICT)")

TAKEN = ("exists", "page-exists", "exists-normalized", "bad-prefix")  # what MediaWiki notes under `exists`


def warnings_for(wiki: Wiki, name: FileName, sha1: str) -> dict[str, Any]:
    """Return the warnings a file of this content would meet under this name; empty for none."""
    warnings: dict[str, Any] = {}
    if name.is_changed:
        warnings["badfilename"] = name.key
    warnings.update(_about_the_name(wiki, name))
    duplicates = [file_key(row["title"]) for row in wiki.files_with_sha1(sha1) if row["title"] != name.title]
    if duplicates:
        warnings["duplicate"] = duplicates
    archived = wiki.deleted_with_sha1(sha1)
    if archived is not None and not duplicates:
        warnings["duplicate-archive"] = file_key(archived)
    warnings.update(_about_the_versions(wiki, name, sha1))
    return warnings


def in_inner_form(wiki: Wiki, name: FileName, warnings: dict[str, Any]) -> dict[str, Any]:
    """Return warnings as the job queue notes them: files are objects, a taken title says within how it is taken."""
    inner = dict(warnings)
    for warning in TAKEN:
        if warning in inner:
            other = inner.pop(warning)
            similar = {"normalizedFile": _file(wiki, other)} if warning == "exists-normalized" else {}
            inner["exists"] = {"warning": warning, "file": _file(wiki, name.key), **similar}
    if "duplicate" in inner:
        inner["duplicate"] = [_file(wiki, key) for key in inner["duplicate"]]
    if inner.pop("nochange", None):
        inner["no-change"] = _file(wiki, name.key)
    if versions := inner.pop("duplicateversions", None):
        moments = [_plain(version["timestamp"]) for version in versions]
        inner["duplicate-version"] = [{"fileName": name.key, "timestamp": moment} for moment in moments]
    return inner


def _file(wiki: Wiki, key: str) -> dict[str, Any]:
    page = wiki.page(f"File:{key}")
    versions = [] if page is None else wiki.file_versions(page.id)
    return {"fileName": key, "timestamp": _plain(timestamp(versions[0]["at"])) if versions else False}


def _plain(moment: str) -> str:
    """Return `20261120234722`, MediaWiki's inner form of a time."""
    return moment.translate(str.maketrans("", "", "-:TZ"))


def _about_the_name(wiki: Wiki, name: FileName) -> dict[str, Any]:
    page = wiki.page(name.title)
    if page is not None and wiki.file_versions(page.id):
        return {"exists": name.key}
    if page is not None:
        return {"page-exists": name.key}
    normalised = _same_but_for_the_extension(wiki, name)
    if normalised is not None:
        return {"exists-normalized": normalised}
    if wiki.deletions(name.title):
        return {"was-deleted": name.key}
    if CAMERA_PREFIXES.match(name.key):
        return {"bad-prefix": name.key}
    return {}


def _same_but_for_the_extension(wiki: Wiki, name: FileName) -> str | None:
    stem, _, extension = name.key.rpartition(".")
    for other in {extension.lower(), extension.upper(), "jpg", "jpeg", "JPG"} - {extension}:
        if extension_of(name.key) == other.lower() or {extension_of(name.key), other.lower()} == {"jpg", "jpeg"}:
            page = wiki.page(f"File:{stem}.{other}")
            if page is not None and wiki.file_versions(page.id):
                return file_key(page.title)
    return None


def _about_the_versions(wiki: Wiki, name: FileName, sha1: str) -> dict[str, Any]:
    page = wiki.page(name.title)
    versions = [] if page is None else wiki.file_versions(page.id)
    if not versions:
        return {}
    if versions[0]["sha1"] == sha1:
        return {"nochange": {"timestamp": timestamp(versions[0]["at"])}}
    older = [{"timestamp": timestamp(version["at"])} for version in versions[1:] if version["sha1"] == sha1]
    return {"duplicateversions": older} if older else {}
