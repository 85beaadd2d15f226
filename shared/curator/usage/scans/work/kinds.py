"""Which kind of task is done by what."""

from collections.abc import Mapping
from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.table import Table
from curator.usage.answers.generations import Generations
from curator.usage.answers.searches import Searches
from curator.usage.dependencies.store import Dependencies
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.records.listing import Listing
from curator.usage.repositories.store import Repositories
from curator.usage.scans.tasks.task import Kind
from curator.usage.scans.work.cleanup import Cleanup
from curator.usage.scans.work.describe import Describe
from curator.usage.scans.work.discover import Discover
from curator.usage.scans.work.enrich import Enrich
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.leaving import Leaving
from curator.usage.scans.work.meet import Meet
from curator.usage.scans.work.outcome import Work
from curator.usage.scans.work.parse import Parse
from curator.usage.scans.work.recheck import Recheck
from curator.usage.scans.work.remembered.store import RememberedManifests
from curator.usage.scans.work.restate import Restate
from curator.usage.scans.work.roll_call import RollCall
from curator.usage.scans.work.scrape import Scrape
from curator.usage.scans.work.sightings import Sightings
from curator.usage.scans.work.survey import Survey
from curator.usage.statistics.store import Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What the room keeps."""

    table: Table
    organizations: Organizations
    repositories: Repositories
    packages: Packages
    dependencies: Dependencies
    listing: Listing
    statistics: Statistics


def work_of(stores: Stores, *, following: Following, clock: Clock, min_stars: int) -> Mapping[Kind, Work]:
    """Return what does each kind of task; repositories with fewer than `min_stars` are not looked for."""
    organizations, repositories, dependencies = stores.organizations, stores.repositories, stores.dependencies
    generations = Generations(stores.table, clock)
    sightings = Sightings(organizations=organizations, repositories=repositories)
    leaving = Leaving(repositories=repositories, dependencies=dependencies, generations=generations, clock=clock)
    return {
        Kind.SCRAPE: Scrape(
            sightings=sightings, statistics=stores.statistics, following=following, clock=clock, min_stars=min_stars
        ),
        Kind.SURVEY: Survey(listing=stores.listing, repositories=repositories, following=following, clock=clock),
        Kind.RECHECK: Recheck(
            organizations=organizations,
            repositories=repositories,
            sightings=sightings,
            leaving=leaving,
            following=following,
        ),
        Kind.MEET: Meet(sightings=sightings, following=following),
        Kind.DISCOVER: Discover(
            packages=stores.packages,
            dependencies=dependencies,
            sightings=sightings,
            searches=Searches(stores.table, clock=clock),
            generations=generations,
            following=following,
            clock=clock,
        ),
        Kind.PARSE: Parse(
            organizations=organizations,
            repositories=repositories,
            dependencies=dependencies,
            remembered=RememberedManifests(stores.table),
            leaving=leaving,
            generations=generations,
            clock=clock,
        ),
        Kind.ROLL_CALL: RollCall(listing=stores.listing, packages=stores.packages, following=following, clock=clock),
        Kind.ENRICH: Enrich(
            organizations=organizations,
            repositories=repositories,
            generations=generations,
            following=following,
            clock=clock,
        ),
        Kind.DESCRIBE: Describe(packages=stores.packages, generations=generations, clock=clock),
        Kind.RESTATE: Restate(dependencies=dependencies),
        Kind.CLEANUP: Cleanup(
            listing=stores.listing,
            organizations=organizations,
            repositories=repositories,
            leaving=leaving,
            following=following,
        ),
    }
