"""A real MediaWiki on this machine, configured as Commons is: Debian's package on PHP's own server, with sqlite.

- `wiki`: one running wiki, with an admin's view of it (settings, tokens, resets)
- `installation`: the package, and a freshly installed wiki to copy from; `php`: how PHP is called
- `accounts`: the people every wiki has from the start
- `php/`: its settings, and stand-ins for two extensions no package has: OAuth 1.0a and structured data
"""
