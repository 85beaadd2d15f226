"""Where browsers post images to and read variants from, for the content security policy.

Each page carries the policy, so it is needed at every cold start. S3's client would tell by signing something, but
takes 70 ms to make; a test holds this to what it says.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit


def storage_origins(buckets: Iterable[str], *, region: str, endpoint: str = "") -> tuple[str, ...]:
    """Return the origins of these buckets' signed addresses.

    Args:
        buckets: their names.
        region: where they are.
        endpoint: what stands in for AWS, as the local stack does; empty for AWS itself.
    """
    return tuple(dict.fromkeys(_origins(buckets, region=region, endpoint=endpoint)))


def _origins(buckets: Iterable[str], *, region: str, endpoint: str) -> Iterator[str]:
    where = urlsplit(endpoint)
    for bucket in buckets:
        if not endpoint:
            yield f"https://{bucket}.s3.{region}.amazonaws.com"
        elif _is_address(where.hostname or ""):
            yield f"{where.scheme}://{where.netloc}"
        else:
            yield f"{where.scheme}://{bucket}.{where.netloc}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
