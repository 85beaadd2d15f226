"""Every format against small repositories of real projects' shape: what is found in each is written in its archive."""

import pytest

from curator.usage.manifests import parse_repository
from tests.unit.usage.manifests.golden import archives, expected, repository, rows


@pytest.mark.parametrize("name", archives())
def test_a_repository_declares_what_its_archive_says(name: str) -> None:
    found = parse_repository(repository(name))
    assert rows(found) == expected(name)
    assert found.problems == ()
