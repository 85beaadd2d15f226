"""FUNDING.yml: where an owner wants to be paid.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/
displaying-a-sponsor-button-in-your-repository
"""

from collections.abc import Iterator
from typing import Any

from curator.usage.providers.fields import raw_object, web_address

MAX_BYTES = 64 * 1024  # of the file; usual ones have some hundred
PLATFORMS = {
    "github": "https://github.com/sponsors/{}",
    "open_collective": "https://opencollective.com/{}",
    "patreon": "https://www.patreon.com/{}",
    "ko_fi": "https://ko-fi.com/{}",
    "liberapay": "https://liberapay.com/{}",
    "tidelift": "https://tidelift.com/funding/github/{}",
    "polar": "https://polar.sh/{}",
    "buy_me_a_coffee": "https://buymeacoffee.com/{}",
    "thanks_dev": "https://thanks.dev/{}",
    "issuehunt": "https://issuehunt.io/r/{}",
    "lfx_crowdfunding": "https://crowdfunding.lfx.linuxfoundation.org/projects/{}",
    "community_bridge": "https://funding.communitybridge.org/projects/{}",
    "custom": "{}",
}
"""GitHub's own page first: it says most about an owner."""


def funding_url(content: bytes) -> str | None:
    """Return the first address that the file names; None where it names none, or cannot be read."""
    import yaml  # noqa: PLC0415 - only for owners who are asked about without a token

    if len(content) > MAX_BYTES:
        return None
    try:
        document = raw_object(yaml.safe_load(content))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return next(_addresses(document), None)


def _addresses(document: Any) -> Iterator[str]:
    for platform, pattern in PLATFORMS.items():
        named = document.get(platform)
        for handle in named if isinstance(named, list) else [named]:
            if isinstance(handle, str) and handle.strip() and (found := web_address(pattern.format(handle.strip()))):
                yield found
