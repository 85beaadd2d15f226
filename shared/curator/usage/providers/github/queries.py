"""The GraphQL queries. What varies are their variables; only the number of aliases is part of a text."""

REPOSITORY = (
    "nameWithOwner url id stargazerCount isArchived isFork pushedAt primaryLanguage { name }"
    " defaultBranchRef { name target { oid } }"
)
BY_STARS = "ownerAffiliations: OWNER, isFork: false, privacy: PUBLIC, orderBy: {field: STARGAZERS, direction: DESC}"
OWNER = (
    "login url"
    f" repositories(first: 100, {BY_STARS}) {{ totalCount nodes {{ stargazerCount }} }}"
    f" top: repositories(first: 1, {BY_STARS}) {{ nodes {{ fundingLinks {{ url }} }} }}"
    " ... on Organization { description websiteUrl hasSponsorsListing }"
    " ... on User { bio websiteUrl hasSponsorsListing }"
)
BLOB = "... on Blob { isBinary isTruncated text }"


def repositories_query(count: int) -> str:
    """Return the query for repositories `r0`, `r1`, …, by the variables `$o0`, `$n0`, …: owner and name."""
    variables = ", ".join(f"$o{place}: String!, $n{place}: String!" for place in range(count))
    asked = " ".join(
        f"r{place}: repository(owner: $o{place}, name: $n{place}) {{ {REPOSITORY} }}" for place in range(count)
    )
    return f"query({variables}) {{ {asked} }}"


def owners_query(count: int) -> str:
    """Return the query for owners `o0`, `o1`, …, by the variables `$l0`, …: their logins."""
    variables = ", ".join(f"$l{place}: String!" for place in range(count))
    asked = " ".join(f"o{place}: repositoryOwner(login: $l{place}) {{ {OWNER} }}" for place in range(count))
    return f"query({variables}) {{ {asked} }}"


def blobs_query(count: int) -> str:
    """Return the query for blobs `b0`, `b1`, … of the repository `$owner`, `$name`, by the variables `$x0`, …: ids."""
    variables = ", ".join(f"$x{place}: GitObjectID!" for place in range(count))
    asked = " ".join(f"b{place}: object(oid: $x{place}) {{ {BLOB} }}" for place in range(count))
    return (
        f"query($owner: String!, $name: String!, {variables})"
        f" {{ repository(owner: $owner, name: $name) {{ {asked} }} }}"
    )
