"""Asks about fifty organisations: what they are, how large, and where one can sponsor them.

Totals are those GitHub tells of the organisation as a whole; where it does not, those of the repositories known here.
"""

from curator.foundation.clock import Clock
from curator.usage.answers.generations import Generations, of_organization
from curator.usage.models import Organization
from curator.usage.organizations.store import Organizations
from curator.usage.providers.fallback import fetch_with_fallback
from curator.usage.providers.models import FoundOrganization
from curator.usage.providers.questions import OrganizationQuery
from curator.usage.providers.registry import Registry
from curator.usage.repositories.store import Repositories
from curator.usage.scans.jobs.models import Progress
from curator.usage.scans.limits import A_DAY
from curator.usage.scans.tasks.task import Task
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.outcome import Outcome


class Enrich:
    """Does tasks of this kind."""

    def __init__(
        self,
        *,
        organizations: Organizations,
        repositories: Repositories,
        generations: Generations,
        following: Following,
        clock: Clock,
    ) -> None:
        """Take the stores."""
        self._organizations = organizations
        self._repositories = repositories
        self._generations = generations
        self._following = following
        self._clock = clock

    def __call__(self, task: Task, providers: Registry) -> Outcome:
        """Ask, and store; raises ProviderError."""
        asked = self._organizations.get_many(list(task.question["ids"]))
        lately = self._clock.now() - A_DAY  # several pages may have shown an organisation before it was its turn
        known = {id_: one for id_, one in asked.items() if (one.enriched_at or 0.0) <= lately}
        if not known:
            return Outcome()
        query = OrganizationQuery(handles=tuple(one.name for one in known.values()))
        primary, *fallbacks = providers.find("github", "ecosystems", "libraries_io")
        answer = fetch_with_fallback(primary, fallbacks, lambda provider: provider.fetch_organizations(query))
        by_handle = {found.asked.lower(): found for found in answer.result}
        restated = []
        for one in known.values():
            found = by_handle.get(one.name.lower())
            if found is None:  # there is no such organisation any more, or it hides
                self._organizations.update(one.id, enriched_at=self._clock.now())
            elif self._store(one, found):
                restated.append(one.id)
        missing = tuple(f"{name} could not be asked: {why}" for name, why in answer.missing)
        return Outcome(
            progress=Progress(records=len(answer.result), notes=missing),
            then=tuple(self._following.restate(organization_id) for organization_id in restated),
        )

    def _store(self, one: Organization, found: FoundOrganization) -> bool:
        """Store what was found; returns whether the organisation's roll-ups repeat what differs."""
        told = {
            "github_url": found.github_url,
            "website_url": found.website_url,
            "description": found.description,
            **self._totals(one, found),
        }
        told = {name: value for name, value in told.items() if value is not None}
        if found.sponsorship_known or found.sponsorship_url:
            told["sponsorship_url"] = found.sponsorship_url
        differing = {name: value for name, value in told.items() if getattr(one, name) != value}
        self._organizations.update(one.id, enriched_at=self._clock.now(), **differing)
        if differing:
            self._generations.bump(of_organization(one.name))
        return bool(one.sponsorship_url) is not bool(told.get("sponsorship_url", one.sponsorship_url))

    def _totals(self, one: Organization, found: FoundOrganization) -> dict[str, int]:
        if found.total_repositories is not None and found.total_stars is not None:
            return {"total_repositories": found.total_repositories, "total_stars": found.total_stars}
        totals = self._repositories.totals(one.id)
        return {"total_repositories": totals.repositories, "total_stars": totals.stars}
