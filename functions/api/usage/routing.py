"""The usage routes, in the order in which they are tried."""

from functions.api.usage import jobs, organizations, packages, searches, statistics, users

ROUTERS = (
    searches.router,
    statistics.router,
    organizations.router,
    jobs.router,
    packages.router,
    users.router,
    packages.one,  # takes every path below a package that nobody above took, so it is the last
)
