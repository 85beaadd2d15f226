"""Package URLs, as in `pkg:npm/%40types/node@20.1.0`: how providers name packages to each other.

Source: the purl specification and its list of types (https://github.com/package-url/purl-spec).
"""

from packageurl import PackageURL

from curator.usage.ecosystems import Ecosystem, ecosystem_of
from curator.usage.errors import InvalidNameError
from curator.usage.models import PackageKey

TYPES = {Ecosystem.GO: "golang", Ecosystem.RUBYGEMS: "gem", Ecosystem.PACKAGIST: "composer"}
"""The types that are not called like their ecosystem."""

SEPARATORS = {Ecosystem.NPM: "/", Ecosystem.GO: "/", Ecosystem.PACKAGIST: "/", Ecosystem.MAVEN: ":"}
"""What stands between namespace and name, in the ecosystems that have namespaces."""


def key_of(purl: str) -> PackageKey:
    """Return the package that this URL means; its version, qualifiers and subpath are not looked at.

    Raises:
        UnknownEcosystemError: it is of a type that is not known here.
        InvalidNameError: it is no package URL, or names no package that could be.
    """
    try:
        parts = PackageURL.from_string(purl)
    except ValueError:
        raise InvalidNameError("Not a package URL") from None
    ecosystem = ecosystem_of(parts.type)
    if parts.namespace is None:
        return PackageKey.of(ecosystem, parts.name)
    if ecosystem not in SEPARATORS:  # such as an organisation's private packages at Hex
        raise InvalidNameError(f"Packages of {ecosystem} have no namespace")
    return PackageKey.of(ecosystem, f"{parts.namespace}{SEPARATORS[ecosystem]}{parts.name}")


def purl_of(key: PackageKey, *, spelled: str | None = None, version: str | None = None) -> str:
    """Return the URL of a package.

    Args:
        key: of the package.
        spelled: its name as its authors write it, where that is known: a provider may tell `serde_json` from
            `serde-json`, and `Newtonsoft.Json` from `newtonsoft.json`.
        version: of the package; None for the package as a whole.
    """
    separator = SEPARATORS.get(key.ecosystem)
    name = spelled or key.name
    namespace, _, name = name.rpartition(separator) if separator else ("", "", name)
    kind = TYPES.get(key.ecosystem, key.ecosystem.value)
    return PackageURL(type=kind, namespace=namespace or None, name=name, version=version).to_string()
