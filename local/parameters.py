"""Which setting of a local run goes into which parameter of the template.

What the environment does not set uses the sandbox of outside services.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.sandbox.settings import (
    SANDBOX_CONSUMER_KEY,
    SANDBOX_CONSUMER_SECRET,
    SANDBOX_FLICKR_KEY,
    SANDBOX_GITHUB_TOKEN,
    SANDBOX_LIBRARIES_IO_KEY,
    SANDBOX_MAPILLARY_TOKEN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StackUrls:
    """Addresses without a slash at the end.

    `public` and `sandbox` are for browsers and say `localhost`, whose cookies the wiki and Curator share no port with;
    `sandbox_for_functions` is the same sandbox by its address, which is what its picture links say.
    """

    public: str
    sandbox: str
    sandbox_for_functions: str
    websocket_endpoint: str


# Several workers of each kind are enough to see them meet; every worker is a process of its own here.
LOCAL_CONCURRENCY = {
    "UploaderConcurrency": "6",
    "PacerConcurrency": "3",
    "FetcherConcurrency": "3",
    "ResizerConcurrency": "2",
    "ScannerConcurrency": "2",
}
# Known to everybody who reads this, and good for nothing but this machine.
LOCAL_JWT_SECRET = "dev-secret-of-a-local-run-change-in-production"  # noqa: S105
# Settings of limits, of an issuer of tokens, and of the image service and its authorisation service; what is not set is
# what the template says.
OPTIONAL_SETTINGS = {
    "RATE_LIMIT_ENABLED": "RateLimitEnabled",
    "RATE_LIMIT_PER_MINUTE": "RateLimitPerMinute",
    "RATE_LIMIT_BURST": "RateLimitBurst",
    "RATE_LIMIT_FAIL_MODE": "RateLimitFailMode",
    "WS_MESSAGE_RATE_LIMIT": "WsMessageRateLimit",
    "WS_SLICE_RATE_LIMIT": "WsSliceRateLimit",
    "WS_MAX_CONNECTIONS_PER_USER": "WsMaxConnectionsPerUser",
    "OIDC_ISSUER": "OidcIssuer",
    "OIDC_AUDIENCE": "OidcAudience",
    "OIDC_ALGORITHMS": "OidcAlgorithms",
    "OIDC_ROLES": "OidcRoles",
    "OIDC_CLIENT_ID": "OidcClientId",
    "OIDC_TIMEOUT": "OidcTimeout",
    "IMAGE_MAX_BYTES": "ImageMaxBytes",
    "IMAGE_MAX_PIXELS": "ImageMaxPixels",
    "IMAGE_UPLOADS_PER_HOUR": "ImageUploadsPerHour",
    "IMAGE_SIZES": "ImageSizes",
    "IMAGE_QUALITY": "ImageQuality",
    "IMAGE_EFFORT": "ImageEffort",
    "RESIZER_CONCURRENCY": "ResizerConcurrency",
    "METRICS_FLUSH_SECONDS": "MetricsFlushSeconds",
    "AUTH_API_URL": "AuthApiUrl",
    "AUTH_API_CHECK_ENDPOINT": "AuthApiCheckEndpoint",
    "AUTH_API_TIMEOUT": "AuthApiTimeout",
    "AUTH_FAIL_OPEN": "AuthFailOpen",
    "AUTH_CACHE_ENABLED": "AuthCacheEnabled",
    "AUTH_CACHE_TTL_READ": "AuthCacheTtlRead",
    "AUTH_CACHE_TTL_WRITE": "AuthCacheTtlWrite",
    "AUTH_CACHE_TTL_ADMIN": "AuthCacheTtlAdmin",
    "AUTH_CACHE_TTL_DENIED": "AuthCacheTtlDenied",
    "CIRCUIT_BREAKER_THRESHOLD": "CircuitBreakerThreshold",
    "CIRCUIT_BREAKER_TIMEOUT": "CircuitBreakerTimeout",
}


def curator_parameters(environment: Mapping[str, str], urls: StackUrls) -> dict[str, str]:
    """Return the values of the template's parameters for a local run."""
    sandbox = urls.sandbox_for_functions
    client_directory = environment.get("CURATOR_CLIENT_DIR", "")

    def setting(name: str, default: str) -> str:
        return environment.get(name) or default

    return {
        "Stage": "local",
        "PublicUrl": urls.public,
        "WebSocketEndpoint": urls.websocket_endpoint,
        "UserAgentContact": setting("CURATOR_CONTACT", "local run"),
        "ClientDir": str(Path(client_directory).resolve()) if client_directory else "",
        "ClientOrigins": setting("CURATOR_CLIENT_ORIGINS", ""),
        "AdminNames": setting("CURATOR_ADMIN_NAMES", ""),
        "DevelopmentApiKey": setting("X_API_KEY", ""),
        "DevelopmentUsername": setting("X_USERNAME", ""),
        "CommonsApiUrl": setting("COMMONS_API_URL", f"{sandbox}/w/api.php"),
        # Where the browser is sent to log in, so it is the browser's address of the sandbox.
        "CommonsIndexUrl": setting("COMMONS_INDEX_URL", f"{urls.sandbox}/w/index.php"),
        "WikidataApiUrl": setting("WIKIDATA_API_URL", f"{sandbox}/wikidata/w/api.php"),
        "MapillaryApiUrl": setting("MAPILLARY_API_URL", f"{sandbox}/mapillary"),
        "FlickrApiUrl": setting("FLICKR_API_URL", f"{sandbox}/flickr/services/rest/"),
        "FlickrKey": setting("FLICKR_API_KEY", SANDBOX_FLICKR_KEY),
        "GeocodingApiUrl": setting("GEOCODING_API_URL", f"{sandbox}/geocoder/reverse"),
        "WcqsUrl": setting("WCQS_URL", f"{sandbox}/wcqs/sparql"),
        "WcqsToken": setting("WCQS_OAUTH_TOKEN", ""),
        "GithubApiUrl": setting("GITHUB_API_URL", f"{sandbox}/github"),
        "EcosystemsReposUrl": setting("ECOSYSTEMS_REPOS_URL", f"{sandbox}/ecosystems/repos/api/v1"),
        "EcosystemsPackagesUrl": setting("ECOSYSTEMS_PACKAGES_URL", f"{sandbox}/ecosystems/packages/api/v1"),
        "LibrariesIoApiUrl": setting("LIBRARIES_IO_API_URL", f"{sandbox}/libraries-io/api"),
        "DepsDevApiUrl": setting("DEPS_DEV_API_URL", f"{sandbox}/deps-dev/v3"),
        "GithubTokens": setting("GITHUB_TOKENS", SANDBOX_GITHUB_TOKEN),
        "LibrariesIoKey": setting("LIBRARIES_IO_API_KEY", SANDBOX_LIBRARIES_IO_KEY),
        "DownloadHosts": setting("DOWNLOAD_HOSTS", sandbox),
        "OAuthConsumerKey": setting("CURATOR_OAUTH1_KEY", SANDBOX_CONSUMER_KEY),
        "OAuthConsumerSecret": setting("CURATOR_OAUTH1_SECRET", SANDBOX_CONSUMER_SECRET),
        "CommonsDbUrl": setting("COMMONS_DB_URL", ""),
        "MapillaryToken": setting("MAPILLARY_API_TOKEN", SANDBOX_MAPILLARY_TOKEN),
        "JwtSecretKey": setting("JWT_SECRET_KEY", LOCAL_JWT_SECRET),
        "DashboardPublic": setting("DASHBOARD_PUBLIC", "true"),
        **LOCAL_CONCURRENCY,
        **{parameter: environment[name] for name, parameter in OPTIONAL_SETTINGS.items() if environment.get(name)},
    }
