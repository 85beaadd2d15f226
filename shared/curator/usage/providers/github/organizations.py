"""Owners: organisations and users, and whether they can be sponsored."""

import logging
from collections.abc import Sequence

from curator.usage.providers.calls import Call, path_of
from curator.usage.providers.client import ApiClient
from curator.usage.providers.errors import ProviderNotFoundError
from curator.usage.providers.fields import Raw, address, number, raw_object, raw_objects, text
from curator.usage.providers.github.funding import MAX_BYTES, funding_url
from curator.usage.providers.github.graphql import GraphQl
from curator.usage.providers.github.queries import owners_query
from curator.usage.providers.github.repositories import CORE, JSON
from curator.usage.providers.limits import OWNERS_BATCH
from curator.usage.providers.models import FoundOrganization

RAW = "application/vnd.github.raw+json"
DEFAULTS = ".github"  # the repository whose files stand for all of an owner's
FUNDING_PLACES = (("FUNDING.yml",), (".github", "FUNDING.yml"))
SPONSORS = "https://github.com/sponsors/{}"

log = logging.getLogger(__name__)


class GithubOrganizations:
    """Finds owners."""

    def __init__(self, client: ApiClient, graphql: GraphQl | None) -> None:
        """Use GraphQL where there is a token for it."""
        self._client = client
        self._graphql = graphql

    def named(self, handles: Sequence[str]) -> list[FoundOrganization]:
        """Return those that exist, in this order."""
        asked = list(dict.fromkeys(handle for handle in handles if handle))
        if self._graphql is None:
            return [found for handle in asked if (found := self._by_rest(handle))]
        batches = [asked[start : start + OWNERS_BATCH] for start in range(0, len(asked), OWNERS_BATCH)]
        return [found for batch in batches for found in self._by_graphql(self._graphql, batch)]

    def _by_graphql(self, graphql: GraphQl, batch: list[str]) -> list[FoundOrganization]:
        """Ask for many; those that GitHub had no strength left for (RESOURCE_LIMITS_EXCEEDED) are asked for by REST."""
        reply = graphql.ask(owners_query(len(batch)), {f"l{place}": handle for place, handle in enumerate(batch)})
        found = []
        for place, handle in enumerate(batch):
            alias = f"o{place}"
            raw, trouble = reply.found(alias), reply.trouble(alias)
            if raw is not None and trouble is None:
                found.append(_owner(raw, handle))
            elif trouble is not None:
                log.warning("GitHub says %s of an owner", trouble)
                found.append(self._by_rest(handle))
        return [one for one in found if one is not None]

    def _by_rest(self, handle: str) -> FoundOrganization | None:
        try:
            call = Call(resource=CORE, path=path_of("users", handle), accept=JSON, is_remembered=True)
            raw = self._client.ask(call).json_object()
        except ProviderNotFoundError:
            return None
        login = text(raw, "login") or handle
        return FoundOrganization(
            asked=handle,
            handle=login,
            github_url=address(raw, "html_url") or f"https://github.com/{login}",
            website_url=address(raw, "blog"),
            description=text(raw, "bio") or text(raw, "description"),
            sponsorship_url=self._funding_of(login),
            total_repositories=number(raw, "public_repos"),
        )

    def _funding_of(self, login: str) -> str | None:
        """Return what the owner's default FUNDING.yml says: who is not asked by GraphQL may have no more than that."""
        for place in FUNDING_PLACES:
            path = path_of("repos", login, DEFAULTS, "contents", *place)
            call = Call(resource=CORE, path=path, accept=RAW, is_remembered=True, max_bytes=MAX_BYTES)
            try:
                return funding_url(self._client.ask(call).body)
            except ProviderNotFoundError:
                continue
        return None


def _owner(raw: Raw, asked: str) -> FoundOrganization | None:
    login = text(raw, "login")
    if login is None:
        return None
    repositories = raw_object(raw.get("repositories"))
    stars = [number(node, "stargazerCount") or 0 for node in raw_objects(repositories.get("nodes"))]
    return FoundOrganization(
        asked=asked,
        handle=login,
        github_url=address(raw, "url") or f"https://github.com/{login}",
        website_url=address(raw, "websiteUrl"),
        description=text(raw, "description") or text(raw, "bio"),
        sponsorship_url=SPONSORS.format(login) if raw.get("hasSponsorsListing") is True else _funding_link(raw),
        total_repositories=number(repositories, "totalCount"),
        total_stars=sum(stars),
        sponsorship_known=True,
    )


def _funding_link(raw: Raw) -> str | None:
    """Return the first link of the repository with most stars, which says what the owner's defaults say, or better."""
    top = raw_objects(raw_object(raw.get("top")).get("nodes"))
    links = [link for node in top for link in raw_objects(node.get("fundingLinks"))]
    return next((found for link in links if (found := address(link, "url"))), None)
