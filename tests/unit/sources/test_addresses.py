import pytest

from curator.sources.addresses import is_public

NOT_PUBLIC = [
    ("0.0.0.0", "unspecified"),  # noqa: S104 - a case, not a socket
    ("0.1.2.3", "this network"),
    ("10.0.0.1", "private 10"),
    ("100.64.0.1", "shared address space, first"),
    ("100.127.255.255", "shared address space, last"),
    ("127.0.0.1", "loopback"),
    ("127.255.255.255", "loopback, last"),
    ("169.254.169.254", "instance metadata"),
    ("169.254.170.2", "container credentials"),
    ("172.16.0.1", "private 172, first"),
    ("172.31.255.255", "private 172, last"),
    ("192.0.0.1", "protocol assignments"),
    ("192.0.0.192", "protocol assignments beyond the first"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("192.168.1.1", "private 192"),
    ("198.18.0.1", "benchmarking"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast, site-local"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified, IPv6"),
    ("::1", "loopback, IPv6"),
    ("::127.0.0.1", "IPv4-compatible"),
    ("::ffff:127.0.0.1", "IPv4-mapped loopback"),
    ("::ffff:169.254.169.254", "IPv4-mapped metadata"),
    ("64:ff9b::7f00:1", "translated loopback"),
    ("64:ff9b::a9fe:a9fe", "translated metadata"),
    ("64:ff9b:1::1", "local-use translation"),
    ("100::1", "discard"),
    ("2001:db8::1", "documentation, IPv6"),
    ("2001::1", "Teredo"),
    ("2002:7f00:1::", "6to4 of loopback"),
    ("2002:a00:1::", "6to4 of a private address"),
    ("5f00::1", "segment routing"),
    ("fc00::1", "unique local, first half"),
    ("fd00:ec2::254", "instance metadata, IPv6"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local with a zone"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast, IPv6"),
    ("", "empty"),
    ("localhost", "a name"),
    ("0177.0.0.1", "octal"),
    ("2130706433", "one number"),
]
PUBLIC = [
    ("1.1.1.1", "resolver"),
    ("100.63.255.255", "before shared address space"),
    ("100.128.0.0", "after shared address space"),
    ("172.15.255.255", "before private 172"),
    ("172.32.0.0", "after private 172"),
    ("157.240.0.35", "a photo server"),
    ("::ffff:1.1.1.1", "IPv4-mapped public"),
    ("64:ff9b::101:101", "translated public"),
    ("2002:101:101::", "6to4 of a public address"),
    ("2a03:2880:f12f:83:face:b00c:0:25de", "a photo server, IPv6"),
]


@pytest.mark.parametrize("address", [row[0] for row in NOT_PUBLIC], ids=[row[1] for row in NOT_PUBLIC])
def test_an_address_only_our_side_can_reach_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [row[0] for row in PUBLIC], ids=[row[1] for row in PUBLIC])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)
