"""deps.dev as a provider."""

from collections.abc import Mapping

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import Api, ApiClient, Tools
from curator.usage.providers.errors import NotSupportedError, ProviderNotFoundError
from curator.usage.providers.fields import Raw, raw_object, raw_objects, text, web_address
from curator.usage.providers.models import FoundPackage, ProviderType, RateReport
from curator.usage.providers.provider import NothingSupported
from curator.usage.providers.questions import PackageQuery
from curator.usage.providers.spelling import spellings

RESOURCE = "deps-dev"
SYSTEMS = frozenset(
    {
        Ecosystem.GO,
        Ecosystem.NPM,
        Ecosystem.CARGO,
        Ecosystem.MAVEN,
        Ecosystem.PYPI,
        Ecosystem.NUGET,
        Ecosystem.RUBYGEMS,
    }
)
HEALTHY = ("npm", "react")  # a package that will always be there


class DepsDevProvider(NothingSupported):
    """Packages of seven ecosystems; it has no descriptions."""

    name = "deps_dev"
    provider_type = ProviderType.AGGREGATOR

    def __init__(self, tools: Tools, *, url: str) -> None:
        """Bind the API."""
        self._client = ApiClient(Api(name=self.name, url=url), tools)

    def fetch_packages(self, query: PackageQuery) -> list[FoundPackage]:
        """Return what packages are; raises NotSupportedError where it knows none of the ecosystems."""
        keys = [key for key in query.keys if key.ecosystem in SYSTEMS]
        if not keys:
            raise NotSupportedError(f"{self.name} does not know these ecosystems")
        found = (self._package(key, query.spelled.get(key)) for key in keys)
        return [one for one in found if one is not None]

    def health_check(self) -> bool:
        """Return whether deps.dev answers."""
        return self._client.answers(_call(*HEALTHY))

    def get_rate_limit_status(self) -> Mapping[str, RateReport]:
        """Return what was last heard of the limit, of which it usually says nothing."""
        return self._client.status()

    def _package(self, key: PackageKey, spelled: str | None) -> FoundPackage | None:
        for name in spellings(key, spelled):
            try:
                raw = self._object(key.ecosystem.value, name)
            except ProviderNotFoundError:
                continue
            version = _current(raw)
            links = self._links(key.ecosystem.value, name, version) if version else {}
            return FoundPackage(
                key=key,
                display_name=text(raw_object(raw.get("packageKey")), "name") or name,
                repository_url=links.get("SOURCE_REPO"),
                homepage_url=links.get("HOMEPAGE"),
                latest_version=version,
            )
        return None

    def _links(self, system: str, name: str, version: str) -> dict[str, str]:
        try:
            return _links(self._object(system, name, version))
        except ProviderNotFoundError:  # a list of versions may know of one before there is anything to say of it
            return {}

    def _object(self, system: str, name: str, version: str | None = None) -> Raw:
        return self._client.ask(_call(system, name, version)).json_object()


def _call(system: str, name: str, version: str | None = None) -> Call:
    more = () if version is None else ("versions", version)
    return Call(resource=RESOURCE, path=path_of("systems", system, "packages", name, *more), is_remembered=True)


def _current(raw: Raw) -> str | None:
    """Return the version that is installed when nobody names one."""
    versions = [one for one in raw_objects(raw.get("versions")) if one.get("isDefault") is True]
    return text(raw_object(versions[0].get("versionKey")), "version") if versions else None


def _links(raw: Raw) -> dict[str, str]:
    """Return the addresses of a version by what they are; the first of each counts."""
    found: dict[str, str] = {}
    for link in raw_objects(raw.get("links")):
        label, url = text(link, "label"), web_address(text(link, "url") or "")
        if label and url:
            found.setdefault(label, url)
    return found
