"""How much GitHub, ecosyste.ms, Libraries.io and deps.dev let one caller ask, as they document it.

GitHub: docs.github.com, "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API".
Libraries.io: libraries.io/api. ecosyste.ms: its API's page. deps.dev documents no number; the sandbox's is far off.
"""

from local.sandbox.windows import Allowance

HOUR = 3600
MINUTE = 60

CORE = "github.core"
SEARCH = "github.search"
CODE_SEARCH = "github.code_search"
GRAPHQL = "github.graphql"
ANONYMOUS = "_anonymous"  # behind a resource's name: what those without a token have
SECONDARY_REST = "github.secondary.rest"
SECONDARY_GRAPHQL = "github.secondary.graphql"
ECOSYSTEMS = "ecosystems"
LIBRARIES_IO = "libraries_io"
DEPS_DEV = "deps_dev"

ALLOWANCES = {
    CORE: Allowance(5_000, HOUR),
    CORE + ANONYMOUS: Allowance(60, HOUR),
    SEARCH: Allowance(30, MINUTE),
    SEARCH + ANONYMOUS: Allowance(10, MINUTE),
    CODE_SEARCH: Allowance(10, MINUTE),
    CODE_SEARCH + ANONYMOUS: Allowance(10, MINUTE),  # each of which is refused for want of a token
    GRAPHQL: Allowance(5_000, HOUR),
    SECONDARY_REST: Allowance(900, MINUTE),
    SECONDARY_GRAPHQL: Allowance(2_000, MINUTE),
    ECOSYSTEMS: Allowance(5_000, HOUR),
    LIBRARIES_IO: Allowance(60, MINUTE),
    DEPS_DEV: Allowance(100_000, HOUR),
}
