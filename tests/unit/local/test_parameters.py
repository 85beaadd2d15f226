from pathlib import Path

from local.deployment.expectations import read_template
from local.parameters import OPTIONAL_SETTINGS, StackUrls, curator_parameters

TEMPLATE = Path(__file__).parents[3] / "template.yaml"
URLS = StackUrls(
    public="http://localhost:8080",
    sandbox="http://localhost:8090",
    sandbox_for_functions="http://127.0.0.1:8090",
    websocket_endpoint="http://127.0.0.1:4566/_aws/execute-api/curator-ws/ws",
)


def test_what_is_not_set_uses_the_sandbox() -> None:
    parameters = curator_parameters({}, URLS)
    assert parameters["CommonsApiUrl"] == "http://127.0.0.1:8090/w/api.php"
    assert parameters["DownloadHosts"] == "http://127.0.0.1:8090"


def test_the_browser_logs_in_where_it_can_reach_the_wiki() -> None:
    assert curator_parameters({}, URLS)["CommonsIndexUrl"] == "http://localhost:8090/w/index.php"


def test_what_is_set_replaces_the_sandbox() -> None:
    environment = {
        "COMMONS_API_URL": "https://commons.wikimedia.org/w/api.php",
        "CURATOR_OAUTH1_KEY": "key",
        "MAPILLARY_API_TOKEN": "",
    }
    parameters = curator_parameters(environment, URLS)
    assert parameters["CommonsApiUrl"] == "https://commons.wikimedia.org/w/api.php"
    assert parameters["OAuthConsumerKey"] == "key"
    assert parameters["MapillaryToken"] == curator_parameters({}, URLS)["MapillaryToken"]


def test_every_value_is_of_a_parameter_of_the_template() -> None:
    known = read_template(TEMPLATE.read_text())["Parameters"]
    assert curator_parameters({}, URLS).keys() <= known.keys()
    everything_set = dict.fromkeys(OPTIONAL_SETTINGS, "1")
    assert curator_parameters(everything_set, URLS).keys() <= known.keys()


def test_images_are_treated_as_the_template_says_unless_somebody_says_otherwise() -> None:
    assert not curator_parameters({}, URLS).keys() & (set(OPTIONAL_SETTINGS.values()) - {"ResizerConcurrency"})
    settings = {"IMAGE_UPLOADS_PER_HOUR": "1000", "AUTH_API_URL": "http://127.0.0.1:8090/authorisation"}
    parameters = curator_parameters(settings, URLS)
    assert parameters["ImageUploadsPerHour"] == "1000"
    assert parameters["AuthApiUrl"] == "http://127.0.0.1:8090/authorisation"


def test_bearer_tokens_are_taken_in_a_local_run_and_their_key_is_long_enough() -> None:
    assert len(curator_parameters({}, URLS)["JwtSecretKey"]) >= 32
    assert curator_parameters({"JWT_SECRET_KEY": "k" * 32}, URLS)["JwtSecretKey"] == "k" * 32


def test_a_local_run_takes_the_tokens_of_an_issuer_if_one_is_named() -> None:
    settings = {"OIDC_ISSUER": "http://127.0.0.1:9000", "OIDC_AUDIENCE": "curator"}
    parameters = curator_parameters(settings, URLS)
    assert (parameters["OidcIssuer"], parameters["OidcAudience"]) == ("http://127.0.0.1:9000", "curator")


def test_what_tells_who_uses_a_package_is_the_sandbox_too_with_its_tokens() -> None:
    parameters = curator_parameters({}, URLS)
    assert parameters["GithubApiUrl"] == "http://127.0.0.1:8090/github"
    assert parameters["EcosystemsReposUrl"] == "http://127.0.0.1:8090/ecosystems/repos/api/v1"
    assert parameters["EcosystemsPackagesUrl"] == "http://127.0.0.1:8090/ecosystems/packages/api/v1"
    assert parameters["LibrariesIoApiUrl"] == "http://127.0.0.1:8090/libraries-io/api"
    assert parameters["DepsDevApiUrl"] == "http://127.0.0.1:8090/deps-dev/v3"
    assert parameters["GithubTokens"].startswith("sandbox-github-")
    real = curator_parameters({"GITHUB_API_URL": "https://api.github.com", "GITHUB_TOKENS": "a,b"}, URLS)
    assert (real["GithubApiUrl"], real["GithubTokens"]) == ("https://api.github.com", "a,b")
