"""How the users of a package are told: one row per organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curator.usage.answers.counting import Counted, counted, takes
from curator.usage.answers.evidence import evidence_row, relation
from curator.usage.answers.moments import moment
from curator.usage.answers.questions import UserFilter
from curator.usage.limits import SHOWN_REPOSITORIES
from curator.usage.models import Confidence, DependencyType, Organization, Package, PackageUser, UseCount, UsedIn

Row = dict[str, Any]

SHOWN_IN_A_PAGE = 2500  # repositories of all its rows: about 3 MB of the 6 MB that Lambda answers with


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUser:
    """One organisation that uses a package, as far as a filter lets it be seen.

    Attributes:
        organization: who it is now.
        user: its row.
        repositories: those that count and are shown, the ones with most stars first.
        uses: all that count, shown or not, by how they use the package.
    """

    organization: Organization
    user: PackageUser
    repositories: Sequence[UsedIn]
    uses: Sequence[UseCount]

    @classmethod
    def of(cls, organization: Organization, user: PackageUser, wanted: UserFilter, *, shown: int) -> "ShownUser":
        """Return what a filter leaves of an organisation's row."""
        repositories = [use for use in user.repositories if takes(wanted, use)]
        return cls(
            organization=organization,
            user=user,
            repositories=repositories[:shown],
            uses=[use for use in user.uses if takes(wanted, use)],
        )

    @property
    def counted(self) -> Counted:
        """How many repositories count, and their stars together."""
        return counted(self.uses)

    @property
    def confidence(self) -> Confidence:
        """The best of those that count: how sure it is that the organisation uses the package."""
        proved = any(use.confidence is Confidence.PROVED for use in self.uses)
        return Confidence.PROVED if proved else Confidence.REPORTED


def shown_of_each(limit: int) -> int:
    """Return how many repositories each row of a page shows, so that the page stays below what can be answered."""
    return max(1, min(SHOWN_REPOSITORIES, SHOWN_IN_A_PAGE // limit))


def user_row(shown: ShownUser) -> Row:
    """Return one organisation with its repositories and the proof."""
    repositories = shown.repositories
    return {
        "organization": organization_row(shown.organization),
        "repositories": [repository_row(use) for use in repositories],
        "total_repositories": shown.counted.repositories,
        "stars": shown.counted.stars,
        "relation": sorted({relation(indirect=use.indirect) for use in shown.uses}),
        "dependency_types": [type_ for type_ in DependencyType if any(use.type is type_ for use in shown.uses)],
        "requirements": _different([use.requirement for use in repositories]),
        "resolved_versions": _different([use.resolved for use in repositories]),
        "confidence": shown.confidence,
        "first_seen_at": moment(shown.user.first_seen_at),
        "last_seen_at": moment(max((use.last_seen_at for use in repositories), default=shown.user.last_seen_at)),
    }


def dependent_row(shown: ShownUser) -> Row:
    """Return one organisation in the short form."""
    organization = shown.organization
    return {
        "organization": {
            "name": organization.name,
            "github_url": organization.github_url,
            "sponsorship_url": organization.sponsorship_url,
            "total_repositories": organization.total_repositories,
        },
        "repositories": [
            {"name": use.name, "stars": use.stars, "github_url": use.github_url} for use in shown.repositories
        ],
        "total_repositories": shown.counted.repositories,
    }


def organization_row(organization: Organization) -> Row:
    """Return an organisation as rows name it; its totals are of all its repositories, whatever they use."""
    return {
        "id": organization.id,
        "name": organization.name,
        "github_url": organization.github_url,
        "website_url": organization.website_url,
        "sponsorship_url": organization.sponsorship_url,
        "total_repositories": organization.total_repositories,
        "total_stars": organization.total_stars,
    }


def repository_row(use: UsedIn) -> Row:
    """Return one repository that uses the package."""
    return {
        "id": use.repository_id,
        "name": use.name,
        "github_url": use.github_url,
        "stars": use.stars,
        "is_archived": use.is_archived,
        "relation": relation(indirect=use.indirect),
        "dependency_type": use.type,
        "requirement": use.requirement,
        "resolved_version": use.resolved,
        "confidence": use.confidence,
        "last_seen_at": moment(use.last_seen_at),
        "evidence": [evidence_row(use.github_url, evidence) for evidence in use.evidence],
    }


def package_header(package: Package) -> Row:
    """Return which package an answer is about."""
    return {
        "name": package.display_name,
        "ecosystem": package.key.ecosystem,
        "description": package.description,
        "latest_version": package.latest_version,
    }


def _different(texts: Sequence[str | None]) -> list[str]:
    """Return each text once, in the order of the repositories that say it."""
    return list(dict.fromkeys(text for text in texts if text))
