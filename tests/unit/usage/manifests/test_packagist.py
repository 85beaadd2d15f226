"""composer.json and composer.lock."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, rows


# scenario usage-107
def test_an_application_declares_what_its_archive_says() -> None:
    assert rows(parse_repository(repository("packagist-application"))) == expected("packagist-application")


# scenario usage-107
@pytest.mark.parametrize(
    "platform", ["php", "php-64bit", "hhvm", "ext-json", "lib-openssl", "composer-runtime-api", "composer-plugin-api"]
)
def test_what_has_no_vendor_is_the_platform_and_no_package(platform: str) -> None:
    assert parse("composer.json", f'{{"require": {{"{platform}": "*"}}}}'.encode()) == []


def test_capitals_make_no_difference() -> None:
    [one] = parse("composer.json", b'{"require": {"Monolog/Monolog": "^3"}}')
    assert (one.name, one.raw_name) == ("monolog/monolog", "Monolog/Monolog")


def test_a_package_beside_is_the_repositorys_own_only_where_paths_are_said_to_be_looked_at() -> None:
    money = b'{"name": "example/money"}'
    without = b'{"require": {"example/money": "*"}}'
    named = b'{"require": {"example/money": "*"}, "repositories": {"own": {"type": "path", "url": "packages/*"}}}'
    names = [
        [one.name for one in parse_repository({"composer.json": root, "packages/money/composer.json": money}).declared]
        for root in (without, named)
    ]
    assert names == [["example/money"], []]


def test_a_lock_file_answers_only_the_manifest_beside_it() -> None:
    files = {
        "composer.json": b'{"require": {"a/b": "*"}}',
        "tools/composer.json": b'{"require": {"a/b": "*"}}',
        "composer.lock": b'{"packages": [{"name": "A/b", "version": "1.0.0"}, {"name": "a/b"}, 7]}',
    }
    assert [one.resolved for one in parse_repository(files).declared] == ["1.0.0", None]


@pytest.mark.parametrize("content", [b"{}", b'{"require": []}', b'{"require": null, "require-dev": "x"}'])
def test_sections_that_are_empty_or_of_another_kind_are_left_alone(content: bytes) -> None:
    assert parse("composer.json", content) == []


@pytest.mark.parametrize("content", [b"", b"[]", b'{"require": {"a/b": "1",}}'])
def test_a_composer_json_that_is_malformed_says_so(content: bytes) -> None:
    with pytest.raises(ParseError, match=r"not JSON|not a JSON object"):
        parse("composer.json", content)
