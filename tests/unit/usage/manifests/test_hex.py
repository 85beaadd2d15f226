"""mix.exs and mix.lock."""

import pytest

from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows


# scenario usage-110
def test_an_application_declares_what_its_archive_says() -> None:
    assert rows(parse_repository(repository("hex-phoenix"))) == expected("hex-phoenix")


# scenario usage-110
@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ('{:plug, "~> 1.15"}', "direct plug | ~> 1.15"),
        ("{:plug}", "direct plug"),
        ('{:plug, ">= 0.0.0", only: :test}', "dev plug | >= 0.0.0"),
        ('{:plug, "~> 1.15", only: [:dev, :test], runtime: false}', "dev plug | ~> 1.15"),
        ('{:plug, "~> 1.15", only: [:test, :prod]}', "direct plug | ~> 1.15"),
        ('{:plug, "~> 1.15", optional: true}', "optional plug | ~> 1.15"),
        ('{:plug, "~> 1.15", optional: false}', "direct plug | ~> 1.15"),
        ('{:"plug", "~> 1.15"}', "direct plug | ~> 1.15"),
        ('{:plug, github: "elixir-plug/plug"}', "direct plug |  |  | git"),
        ('{:plug, path: "../plug"}', None),
        ("{:plug, in_umbrella: true}", None),
        ('# {:plug, "~> 1.15"}', None),
        ('{Plug, "~> 1.15"}', None),
        ('{:plug, "~> 1.15", repo: "acme"}', None),
    ],
)
def test_a_tuple_declares(entry: str, found: str | None) -> None:
    content = f"defp deps do\n[{entry}\n]\nend\n".encode()
    rows_found = [row(one) for one in parse_repository({"mix.exs": content}).declared]
    assert rows_found == ([] if found is None else [f"mix.exs:2 | {found}"])


@pytest.mark.parametrize("function", ["deps", "deps(:dev)", "dev_deps", "plug_dep", "deps_for_tests", "dependencies"])
def test_functions_whose_names_speak_of_dependencies_are_looked_at(function: str) -> None:
    content = f'defp {function}, do: [{{:plug, "1.0.0"}}]\n'.encode()
    assert [one.name for one in parse("mix.exs", content)] == ["plug"]


@pytest.mark.parametrize("function", ["project", "aliases", "depstore"])
def test_tuples_of_other_functions_are_something_else(function: str) -> None:
    assert parse("mix.exs", f'def {function}, do: [{{:plug, "1.0.0"}}]\n'.encode()) == []


def test_a_mix_lock_that_is_no_map_is_not_read() -> None:
    files = {"mix.exs": b'defp deps, do: [{:plug, "1.0"}]', "mix.lock": b'"plug": {:hex, :plug, "1.0.0"}'}
    found = parse_repository(files)
    assert [str(problem) for problem in found.problems] == ["mix.lock: not a map of Elixir"]
    assert [one.resolved for one in found.declared] == [None]


@pytest.mark.parametrize(
    "content", [b"", b"defp deps do [", b"deps: [", b"deps: [{", b'defp deps, do: "', b'"""', b'?"']
)
def test_a_project_that_ends_too_early_declares_nothing(content: bytes) -> None:
    assert parse("mix.exs", content) == []
