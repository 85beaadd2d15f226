"""Bounds of the conversations with providers, each with its unit and where it comes from."""

TIMEOUT_SECONDS = 10.0  # of one request, everything included; GitHub itself gives up after 10 s of work
MAX_TRIES = 3  # of one request that a provider does not answer
BACKOFF_SECONDS = 0.5  # at most, before the second try; twice that before the third
MAX_REDIRECTS = 3  # a renamed repository takes one
BREAKER_THRESHOLD = 5  # failures until a provider is left alone
BREAKER_SECONDS = 60.0  # … for so long
MAX_REPLY_BYTES = 16 * 1024 * 1024  # unpacked; GitHub cuts a tree at 7 MB
MAX_REMEMBERED_BYTES = 300 * 1024  # of a packed reply: DynamoDB takes 400 KB an item, keys and headers included
REMEMBERED_SECONDS = 14 * 24 * 3600  # how long a reply is worth asking about again
MAX_WAIT_SECONDS = 24 * 3600.0  # that a provider can make us wait; longer ones are mistakes, and asked about tomorrow
SECONDARY_LIMIT_SECONDS = 60.0  # GitHub: wait at least a minute where a secondary limit names no time
LOW_SHARE = 0.1  # of a budget: below, another provider is asked first
BATCH = 50  # repositories, or files, in one GraphQL query
OWNERS_BATCH = 10  # owners: each brings a hundred repositories in order of stars, and GitHub gives a query 10 s
PER_PAGE = 100  # rows of a page: GitHub's and Libraries.io's most, ecosyste.ms' default
SEARCH_REACH = 1000  # results of one GitHub search; what lies beyond cannot be asked for
GRAPHQL_TEXT_BYTES = 512_000  # of a blob's text in a GraphQL reply; longer ones are cut (`isTruncated`)
MAX_TEXT = 500  # characters of a description that are kept
