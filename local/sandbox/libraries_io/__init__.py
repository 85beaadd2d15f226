"""Libraries.io: what is known of packages, repositories and owners.

Replies follow libraries.io/api and the serializers of github.com/librariesio/libraries.io. Its `dependents` and
`dependent_repositories` have not answered since 2023 (pull requests 3094 and 3379 there), nor do they here.
"""
