"""Which cached answers a change makes stale."""

from curator.usage.answers.generations import Generations, of_organization, of_package
from curator.usage.models import Changes, Organization


def forget_answers(generations: Generations, changes: Changes, organization: Organization | None) -> None:
    """Make the cached answers stale that tell of these packages, and of the organisation if anything changed."""
    changed = {*changes.added, *changes.updated, *changes.removed}
    for key in sorted(changed):
        generations.bump(of_package(key))
    if changed and organization is not None:
        generations.bump(of_organization(organization.name))
