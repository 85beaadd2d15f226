"""Is this a public address?

The threat: a photo's address comes from outside. If it, or a redirect, or its host's DNS, leads to an address only our
side can reach, we would fetch and publish what was never public: the Lambda runtime API and credentials of the
machine (127.0.0.0/8, 169.254.0.0/16), or services of a private network.

So an address has to be globally reachable by the IANA special-purpose registries (RFC 6890), which `ipaddress` knows,
and so has the IPv4 address inside an IPv6 one that some gateway would unwrap.
"""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

# Special-purpose ranges that `ipaddress` of Python 3.11 calls global.
MORE_SPECIAL_RANGES = (
    ipaddress.ip_network("192.0.0.0/24"),  # protocol assignments, RFC 6890
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays, deprecated by RFC 7526
    ipaddress.ip_network("64:ff9b:1::/48"),  # local-use translation, RFC 8215
    ipaddress.ip_network("5f00::/16"),  # segment routing, RFC 9602
    ipaddress.ip_network("fec0::/10"),  # site-local, deprecated by RFC 3879
)
WELL_KNOWN_TRANSLATION = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


def is_public(text: str) -> bool:
    """Return whether an IPv4 or IPv6 address, in text form, is one of the public Internet's."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (inner := _embedded(address)) is not None:
        return _is_public(inner)
    special = address.is_multicast or address.is_reserved or any(address in network for network in MORE_SPECIAL_RANGES)
    return address.is_global and not special


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address a gateway would send this packet to."""
    if address.ipv4_mapped is not None:  # ::ffff:0:0/96, RFC 4291
        return address.ipv4_mapped
    if address.sixtofour is not None:  # 2002::/16, RFC 3056
        return address.sixtofour
    if address in WELL_KNOWN_TRANSLATION:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
