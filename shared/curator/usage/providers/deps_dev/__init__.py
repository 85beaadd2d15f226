"""deps.dev, Open Source Insights: which version of a package is current, and where it is developed.

https://docs.deps.dev/api/v3; no key, and no limit that is written down: a 429 is obeyed.
"""
