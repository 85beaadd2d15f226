"""What somebody showed to prove who they are, and for how long it counts.

A request is over before its proof is; a socket may outlive it, so whoever lets one open needs to know when that is.
"""

from dataclasses import dataclass

from curator.identity.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who somebody is until a moment."""

    principal: Principal
    expires_at: int  # epoch seconds, the first that is too late
    session_key: str = ""  # of the session whose cookie it was; empty for a token or a key
    key_id: str = ""  # of the API key that was shown; empty for anything else
    calls_per_minute: int = 0  # that pass with that key; 0 for anything else
