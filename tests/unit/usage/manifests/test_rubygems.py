"""Gemfile, gemspecs and Gemfile.lock."""

import pytest

from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows


# scenario usage-105
def test_an_application_declares_what_its_archive_says() -> None:
    assert rows(parse_repository(repository("rubygems-application"))) == expected("rubygems-application")


# scenario usage-106
def test_gemspecs_declare_what_their_archive_says() -> None:
    assert rows(parse_repository(repository("rubygems-gemspecs"))) == expected("rubygems-gemspecs")


# scenario usage-105
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("gem 'a'", "direct a"),
        ("gem('a', '~> 1')", "direct a | ~> 1"),
        ("gem 'a', ['>= 1', '< 3']", "direct a | >= 1, < 3"),
        ("gem 'a', group: :test", "dev a"),
        ("gem 'a', group: 'test' if windows?", "dev a"),
        ("gem 'a', groups: %i[development test]", "dev a"),
        ("gem 'a', :group => [:default, :test]", "direct a"),
        ("gem 'a', 'group': :test", "dev a"),
        ("group(:test) { gem 'a' }", "dev a"),
        ("group :test do gem 'a' end", "dev a"),
        ("if true; gem 'a'; end", "direct a"),
        ("gem 'a' unless ENV['b'] == 'c'", "direct a"),
        ("gem 'a', git: 'https://example.com/a.git'", "direct a |  |  | git"),
        ("gem 'a', require: ['a/b', 'c']", "direct a"),
        ("gem name", None),
        ('gem "a#{b}"', None),
        ("gem 'a', path: '.'", None),
        ("# gem 'a'", None),
        ("gemspec name: 'a'", None),
        ("ruby '3.3.0'", None),
    ],
)
def test_a_statement_declares(statement: str, found: str | None) -> None:
    rows_found = [row(one) for one in parse_repository({"Gemfile": statement.encode()}).declared]
    assert rows_found == ([] if found is None else [f"Gemfile:1 | {found}"])


def test_a_group_ends_where_its_block_ends() -> None:
    content = b"group :test do\n  if a\n    gem 'a'\n  else\n    gem 'b'\n  end\n  gem 'c'\nend\ngem 'd'\n"
    assert [(one.name, one.type) for one in parse("Gemfile", content)] == [
        ("a", "dev"),
        ("b", "dev"),
        ("c", "dev"),
        ("d", "direct"),
    ]


def test_a_condition_behind_a_statement_opens_no_block() -> None:
    content = b"group :test do\n  gem 'a' if b\n  x = if c\n    1\n  end\n  gem 'd'\nend\ngem 'e'\n"
    assert [(one.name, one.type) for one in parse("Gemfile", content)] == [("a", "dev"), ("d", "dev"), ("e", "direct")]


def test_the_names_of_gems_keep_their_capitals() -> None:
    assert [one.name for one in parse("Gemfile", b"gem 'RedCloth'\n")] == ["RedCloth"]


def test_a_gemspec_that_its_repository_has_is_its_own() -> None:
    files = {
        "a/a.gemspec": b"s.add_dependency 'b', '1'\ns.add_dependency 'c'\n",
        "b/b.gemspec": b"",
    }
    assert [one.name for one in parse_repository(files).declared] == ["c"]


@pytest.mark.parametrize("expression", [r"/[(]/", r"%r{[(\[]}", r"/\(/", "'('", '"(["'])
def test_a_bracket_in_an_expression_hides_nothing_after_it(expression: str) -> None:
    gemspec = f"s.files.grep({expression})\ns.add_dependency 'a'\ns.add_dependency 'b', '1'\n"
    gemfile = f"x = y[{expression}]\ngem 'c'\ngroup :test do\n  gem 'd', z.match({expression})\nend\ngem 'e'\n"
    found = parse_repository({"a.gemspec": gemspec.encode(), "Gemfile": gemfile.encode()})
    assert [(one.name, one.type) for one in found.declared] == [
        ("c", "direct"),
        ("d", "dev"),
        ("e", "direct"),
        ("b", "direct"),
    ]


def test_a_lock_file_with_a_conflict_is_not_read() -> None:
    files = {"Gemfile": b"gem 'a'\n", "Gemfile.lock": b"GEM\n  specs:\n<<<<<<< HEAD\n    a (1)\n=======\n    a (2)\n"}
    found = parse_repository(files)
    assert [str(problem) for problem in found.problems] == ["Gemfile.lock: it holds a conflict"]
    assert [one.resolved for one in found.declared] == [None]


def test_ends_of_nothing_are_passed_over() -> None:
    assert [(one.name, one.type) for one in parse("Gemfile", b"end\n}\nend\ngem 'a'\n")] == [("a", "direct")]


@pytest.mark.parametrize("content", [b"", b"end\nend\n}", b"group :a do", b"gem", b"gem (", b"gem '", b"=begin"])
def test_a_gemfile_that_ends_too_early_declares_nothing(content: bytes) -> None:
    assert parse("Gemfile", content) == []
