"""The projects of .NET, packages.config, and packages.lock.json."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows


def project(items: str, path: str = "App.csproj") -> list[str]:
    found = parse(path, f"<Project><ItemGroup>{items}</ItemGroup></Project>".encode())
    return [row(one).partition(" | ")[2] for one in found]


# scenario usage-108
def test_projects_declare_what_their_archive_says() -> None:
    assert rows(parse_repository(repository("nuget-central"))) == expected("nuget-central")


# scenario usage-108
@pytest.mark.parametrize("path", ["App.csproj", "App.fsproj", "App.vbproj", "Directory.Build.props"])
def test_each_kind_of_project_may_refer_to_packages(path: str) -> None:
    assert project('<PackageReference Include="Serilog" Version="3.1.1"/>', path) == ["direct serilog | 3.1.1"]


# scenario usage-108
@pytest.mark.parametrize(
    ("item", "found"),
    [
        ('<PackageReference Update="A" Version="1"/>', ["direct a | 1"]),
        ('<PackageReference Include="A" Version="1" PrivateAssets="All"/>', ["dev a | 1"]),
        ('<PackageReference Include="A" Version="1" PrivateAssets="compile"/>', ["direct a | 1"]),
        ('<PackageReference Include="A"><Version>1</Version></PackageReference>', ["direct a | 1"]),
        ('<PackageReference Include="A;B; " Version="1"/>', ["direct a | 1", "direct b | 1"]),
        ('<PackageReference Include="A" Version="1" Condition="x"/>', ["direct a | 1 |  | x"]),
        ('<PackageReference Include="A"/>', ["direct a"]),
        ('<PackageReference Remove="A"/>', []),
        ('<PackageVersion Include="A" Version="1"/>', []),
        ('<ProjectReference Include="../A/A.csproj"/>', []),
    ],
)
def test_an_item_declares(item: str, found: list[str]) -> None:
    assert project(item) == found


def test_the_nearest_central_versions_count() -> None:
    def central(version: str) -> bytes:
        item = f'<PackageVersion Include="Serilog" Version="{version}"/>'
        return f"<Project><ItemGroup>{item}</ItemGroup></Project>".encode()

    reference = b'<Project><ItemGroup><PackageReference Include="SERILOG"/></ItemGroup></Project>'
    files = {
        "Directory.Packages.props": central("1"),
        "src/Directory.Packages.props": central("2"),
        "src/App/App.csproj": reference,
        "tools/Tool.csproj": reference,
    }
    found = {one.manifest_path: one.requirement for one in parse_repository(files).declared}
    assert found == {"src/App/App.csproj": "2", "tools/Tool.csproj": "1"}


def test_central_versions_that_are_malformed_leave_the_projects_without() -> None:
    files = {
        "Directory.Packages.props": b"<Project>",
        "App.csproj": b'<Project><ItemGroup><PackageReference Include="A"/></ItemGroup></Project>',
    }
    found = parse_repository(files)
    assert [row(one) for one in found.declared] == ["App.csproj:1 | direct a"]
    assert [problem.path for problem in found.problems] == ["Directory.Packages.props"]


def test_what_is_for_development_in_a_packages_config() -> None:
    content = (
        b'<packages><package id="A" version="1"/><package id="B" version="2" developmentDependency="True"/></packages>'
    )
    found = parse("packages.config", content)
    assert [(one.name, one.type, one.resolved) for one in found] == [("a", "direct", "1"), ("b", "dev", "2")]


@pytest.mark.parametrize("path", ["App.csproj", "packages.config", "Directory.Packages.props"])
@pytest.mark.parametrize("content", [b"", b"<Project", b"<other/>", b"<!DOCTYPE Project><Project/>"])
def test_what_is_malformed_is_refused(path: str, content: bytes) -> None:
    with pytest.raises(ParseError, match=r"not XML|not a <|it declares a document type"):
        parse(path, content)
