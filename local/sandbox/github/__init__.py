"""GitHub's REST and GraphQL APIs, as far as Curator asks them, for the sandbox's world.

Status codes, headers, limits and refusals follow GitHub's documentation: docs.github.com, REST API version 2022-11-28.
`routes.ROUTES` is all of it.
"""
