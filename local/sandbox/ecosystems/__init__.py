"""ecosyste.ms: repos (who uses a package; owners; repositories) and packages (what is known of a package).

Replies follow repos.ecosyste.ms/docs and packages.ecosyste.ms/docs. It looked at the world once, when that began: what
has changed since, it does not know, a few repositories it never saw, and some it knows by a former name.
"""
