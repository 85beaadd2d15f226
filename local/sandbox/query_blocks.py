"""`list=blocks` and `list=globalblocks`: whom the wiki does not let write.

An account counts as blocked while a fault answers it, by name, with `blocked`. A fault for everybody is the block of an
address, which is on no list under an account's name.
"""

from ipaddress import ip_address
from typing import Any

from local.sandbox.fault_replies import BLOCK
from local.sandbox.replies import ApiError, bad_value
from local.sandbox.requests import ApiRequest
from local.sandbox.services import Sandbox

PROPERTIES = ("id", "user", "userid", "by", "byid", "timestamp", "expiry", "reason", "range", "flags")
SHOWN_BY_DEFAULT = "id|user|by|timestamp|expiry|reason|flags"
FLAGS = ("automatic", "anononly", "nocreate", "autoblock", "noemail", "hidden", "allowusertalk", "partial")
NO_NAME = frozenset("#<>[]|{}/@:=")  # no account has these in its name


def blocks(sandbox: Sandbox, request: ApiRequest, _reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks of the accounts asked for, or all."""
    wanted = request.choices("bkprop", PROPERTIES, module="blocks", default=SHOWN_BY_DEFAULT)
    limit = request.limit("bklimit", 10, 500, module="blocks")
    if request.text("bkdir", "older") not in {"older", "newer"}:
        raise bad_value("bkdir", request.text("bkdir"))
    users = request.many("bkusers")
    for user in users:
        if NO_NAME & set(user):
            raise ApiError("baduser", f'Invalid value "{user}" for user parameter "bkusers".')
    if address := request.text("bkip"):
        _refuse_no_address(address, has_users="bkusers" in request.parameters)
        return []
    names = [name for name in _blocked(sandbox) if name in users or "bkusers" not in request.parameters]
    return [_block(number, name, wanted) for number, name in enumerate(names[:limit], start=1)]


def global_blocks(_sandbox: Sandbox, request: ApiRequest, _reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Return no block: of the GlobalBlocking extension, which Commons has, nobody has blocked anybody here."""
    request.limit("bglimit", 10, 500, module="globalblocks")
    return []


def _blocked(sandbox: Sandbox) -> list[str]:
    """Return the names of the blocked accounts, newest block first."""
    faults = [fault for fault in sandbox.faults.all() if fault.code == "blocked" and fault.user]
    return list(dict.fromkeys(fault.user for fault in reversed(faults)))


def _refuse_no_address(address: str, *, has_users: bool) -> None:
    if has_users:
        raise ApiError("invalidparammix", 'The parameters "bkusers" and "bkip" can not be used together.')
    try:
        ip_address(address)
    except ValueError:
        raise ApiError("param_ip", "IP parameter is not valid.") from None


def _block(number: int, name: str, wanted: list[str]) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {
        "id": {"id": number},
        "user": {"user": name},
        "by": {"by": BLOCK["blockedby"]},
        "timestamp": {"timestamp": BLOCK["blockedtimestamp"]},
        "expiry": {"expiry": "infinity"},
        "reason": {"reason": BLOCK["blockreason"]},
        "flags": dict.fromkeys(FLAGS, False),
    }
    return {member: value for group in wanted for member, value in groups.get(group, {}).items()}
