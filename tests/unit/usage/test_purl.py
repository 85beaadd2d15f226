"""Package URLs and our own keys name the same packages."""

import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.errors import InvalidNameError, UnknownEcosystemError
from curator.usage.models import PackageKey
from curator.usage.purl import key_of, purl_of

PAIRS = [
    ("pkg:npm/react", Ecosystem.NPM, "react"),
    ("pkg:npm/%40types/node", Ecosystem.NPM, "@types/node"),
    ("pkg:pypi/typing-extensions", Ecosystem.PYPI, "typing-extensions"),
    ("pkg:golang/github.com/BurntSushi/toml", Ecosystem.GO, "github.com/BurntSushi/toml"),
    ("pkg:golang/github.com/go-chi/chi/v5", Ecosystem.GO, "github.com/go-chi/chi/v5"),
    ("pkg:cargo/serde-json", Ecosystem.CARGO, "serde-json"),
    ("pkg:maven/org.slf4j/slf4j-api", Ecosystem.MAVEN, "org.slf4j:slf4j-api"),
    ("pkg:gem/rails", Ecosystem.RUBYGEMS, "rails"),
    ("pkg:composer/laravel/framework", Ecosystem.PACKAGIST, "laravel/framework"),
    ("pkg:nuget/newtonsoft.json", Ecosystem.NUGET, "newtonsoft.json"),
    ("pkg:pub/http", Ecosystem.PUB, "http"),
    ("pkg:hex/phoenix", Ecosystem.HEX, "phoenix"),
]


@pytest.mark.parametrize(("purl", "ecosystem", "name"), PAIRS, ids=[purl for purl, *_ in PAIRS])
def test_a_key_and_its_url_lead_to_each_other(purl: str, ecosystem: Ecosystem, name: str) -> None:
    key = PackageKey.of(ecosystem, name)
    assert purl_of(key) == purl
    assert key_of(purl) == key


def test_every_ecosystem_has_a_type_of_url() -> None:
    for ecosystem in Ecosystem:
        key = PackageKey.of(ecosystem, "a:b" if ecosystem is Ecosystem.MAVEN else "a")
        assert key_of(purl_of(key)) == key


def test_version_qualifiers_and_subpath_are_not_part_of_the_key() -> None:
    key = PackageKey(Ecosystem.GO, "google.golang.org/genproto")
    assert key_of("pkg:golang/google.golang.org/genproto@v0.1.0?type=module#googleapis/api") == key


def test_a_name_is_normalised_however_the_url_writes_it() -> None:
    assert key_of("pkg:pypi/Typing_Extensions").name == "typing-extensions"
    assert key_of("pkg:cargo/serde_json").name == "serde-json"


def test_a_url_is_spelled_as_the_authors_spell_the_name() -> None:
    key = PackageKey.of(Ecosystem.CARGO, "serde_json")
    assert purl_of(key, spelled="serde_json") == "pkg:cargo/serde_json"


def test_a_url_can_name_one_version() -> None:
    assert purl_of(PackageKey(Ecosystem.NPM, "@types/node"), version="20.1.0") == "pkg:npm/%40types/node@20.1.0"


def test_a_type_that_is_not_known_here_is_named() -> None:
    with pytest.raises(UnknownEcosystemError, match="github"):
        key_of("pkg:github/owner/name")


@pytest.mark.parametrize("purl", ["", "react", "pkg:npm", "pkg:npm/", "pkg:npm/a?b", "pkg:npm/%00"])
def test_what_names_no_package_is_refused(purl: str) -> None:
    with pytest.raises(InvalidNameError):
        key_of(purl)


def test_a_namespace_where_there_are_none_is_refused() -> None:
    with pytest.raises(InvalidNameError, match="no namespace"):
        key_of("pkg:hex/acme/phoenix")
