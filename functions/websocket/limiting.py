"""What one user may do over sockets: open so many, and send so many messages a minute."""

from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.metrics import metrics
from curator.identity.errors import LimitsUnreachableError
from curator.identity.limits import wiring as limit_wiring
from curator.identity.limits.connections import SocketCount
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.settings import LimitSettings
from curator.realtime.store import ConnectionStore

MINUTE_SECONDS = 60
PACED = "UPLOAD_SLICE"


class SocketLimits:
    """The limits of sockets. Nothing here raises: where the limits cannot be asked, the settings decide."""

    def __init__(self, limiter: RateLimiter, connections: SocketCount, settings: LimitSettings) -> None:
        """Take what counts; both answer also when the table does not (`curator.identity.limits.failing`)."""
        self._limiter = limiter
        self._connections = connections
        self._settings = settings

    def message_allowed(self, user_id: str, type_name: str = "") -> bool:
        """Count a message of the user, over all their sockets; return whether it may be served.

        Args:
            user_id: whose socket it came by.
            type_name: the message's type, by whichever envelope; empty for a message of none.

        A batch of thousands of photographs comes in hundreds of UPLOAD_SLICEs, of which a client sends the next one
        when the last was acknowledged. They are counted by themselves, and more of them pass.
        """
        if not self._settings.rate_limit_enabled:
            return True
        if type_name == PACED:
            key, limit = f"ws_slice:user:{user_id}", self._settings.ws_slice_rate_limit
        else:
            key, limit = f"ws_msg:user:{user_id}", self._settings.ws_message_rate_limit
        allowed = self._limiter.check(key, limit, MINUTE_SECONDS).allowed
        if not allowed:
            metrics.count("rate_limit_hits_total", limit_type="ws_message")
        return allowed

    def connection_opened(self, user_id: str, connection_id: str) -> bool:
        """Count a socket that is about to open; return whether the user may have it."""
        if not self._settings.rate_limit_enabled:
            return True
        allowed = self._connections.take(user_id, connection_id)
        if not allowed:
            metrics.count("rate_limit_hits_total", limit_type="ws_connection")
        return allowed

    def connection_closed(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer, however it ended and however often that is told."""
        if self._settings.rate_limit_enabled:
            self._connections.give_back(user_id, connection_id)


def known_to(connections: ConnectionStore) -> Callable[[str], bool]:
    """Return what tells whether a socket is among these; raises LimitsUnreachableError where they cannot be asked."""

    def is_known(connection_id: str) -> bool:
        try:
            return connections.find(connection_id) is not None
        except (ClientError, BotoCoreError) as error:
            raise LimitsUnreachableError(f"connections: {type(error).__name__}: {error}") from error

    return is_known


def socket_limits(connections: ConnectionStore) -> SocketLimits:
    """Return the limits of this deployment; `connections` knows which sockets there are."""
    count = limit_wiring.connection_limit(known_to(connections))
    return SocketLimits(limit_wiring.rate_limiter("ws_message"), count, limit_wiring.limit_settings())
