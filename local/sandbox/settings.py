"""What a sandbox is started with."""

from dataclasses import dataclass
from pathlib import Path

SANDBOX_CONSUMER_KEY = "5a9db0c0e2f74f0c8d1b3e6f7a8b9c0d"
SANDBOX_CONSUMER_SECRET = "sandbox-consumer-secret-never-used-anywhere-else"  # noqa: S105 - a secret of nothing real
SANDBOX_CONSUMER_NAME = "Curator (sandbox)"
SANDBOX_MAPILLARY_TOKEN = "MLY|sandbox"  # noqa: S105 - any other non-empty token is taken too
SANDBOX_GITHUB_TOKEN = "sandbox-github-1"  # noqa: S105 - whatever begins like it is taken, and has limits of its own
SANDBOX_LIBRARIES_IO_KEY = "sandbox-libraries-io"
SANDBOX_FLICKR_KEY = "sandbox-flickr-key"  # any key will do

DEFAULT_PORT = 8090
DEFAULT_CALLBACK_URL = "http://127.0.0.1:8080/auth/callback"
DEFAULT_PHOTOGRAPHS_DIR = Path(__file__).resolve().parents[2] / "build" / "photographs"

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """One sandbox: where it keeps its state, which consumer it knows, and how large a request may be."""

    state_dir: Path
    photographs_dir: Path = DEFAULT_PHOTOGRAPHS_DIR
    consumer_key: str = SANDBOX_CONSUMER_KEY
    consumer_secret: str = SANDBOX_CONSUMER_SECRET
    callback_url: str = DEFAULT_CALLBACK_URL
    public_url: str = ""  # origin of links on pages and in replies; empty: the Host header of each request
    max_body_bytes: int = 110 * MEBIBYTE  # PHP's post_max_size
    async_seconds: float = 0.4  # how long a queued assembly or publish takes
    stash_seconds: int = 48 * 3600  # Commons' $wgUploadStashMaxAge
    image_url_seconds: int = 3600  # how long a signed Mapillary picture address works
    world_seed: int = 7  # which organisations, repositories and packages there are
    world_organizations: int = 200
    world_repositories: int = 5_000
