"""Asks other services what is in the world: which repositories, owners, packages and dependents there are.

    fetch_with_fallback(primary, fallbacks, ask)  ->  Answer: what was found, who said so, and who could not be asked

questions           what is asked
models, provider    what is found, and the interface of whoever answers
registry, fallback  which providers there are; asking one after the other
client              one request: the budget, the breaker, what is remembered, tries and refusals
github, ecosystems, libraries_io, deps_dev   one provider each

A provider does not pace itself: it asks its `Budget` before each request, and tells it what the reply said of limits.
"""
