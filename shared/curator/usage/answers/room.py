"""What can be asked, put together."""

from collections.abc import Callable
from dataclasses import dataclass

from curator.foundation.clock import Clock
from curator.foundation.pagination.cursors import Cursors
from curator.foundation.table import Table
from curator.usage.answers.details import Details
from curator.usage.answers.keeping import Keeper
from curator.usage.answers.lists import Lists
from curator.usage.answers.members import Members
from curator.usage.answers.one_user import OneUser
from curator.usage.answers.store import AnswerStore
from curator.usage.answers.users import PackageUsers
from curator.usage.dependencies.store import Dependencies
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.records.listing import Listing
from curator.usage.repositories.store import Repositories
from curator.usage.statistics.store import Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that answers questions about usage."""

    users: PackageUsers
    one_user: OneUser
    lists: Lists
    details: Details


def answers_over(table: Table, clock: Clock, cursors: Callable[[], Cursors], new_id: Callable[[], str]) -> Answers:
    """Return what answers from this table; `cursors` signs where pages end, `new_id` names the orders of lists."""
    keeper = Keeper(AnswerStore(table), cursors, clock, new_id)
    listing = Listing(table)
    organizations, packages = Organizations(table, clock, new_id), Packages(table, clock, new_id)
    repositories, dependencies = Repositories(table, clock, new_id), Dependencies(table, clock, new_id)
    return Answers(
        users=PackageUsers(keeper, listing, Members(table)),
        one_user=OneUser(packages, organizations, dependencies),
        lists=Lists(keeper, listing, organizations, packages),
        details=Details(keeper, listing, organizations, repositories, Statistics(table)),
    )
