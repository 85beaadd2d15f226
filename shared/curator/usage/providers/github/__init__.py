"""GitHub: repositories, their owners and their manifests (https://docs.github.com/en/rest, …/graphql).

What is asked often, and much at a time, is asked by GraphQL, where a token allows it: 50 repositories, 10 owners, or
all of a repository's manifests, cost one point there, and a request each over REST.
"""
