"""What somebody may do: asked of an outside service, remembered for a while, and left alone while that is down.

`permissions` is what functions use; without a service it knows the rules of a deployment of its own. `checker` keeps
the order of asking: `cache`, then `breaker`, then `client`.
"""
