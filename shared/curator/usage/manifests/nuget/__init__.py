"""NuGet: the projects of .NET, their central versions, and the lock file."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.nuget"

FORMATS = (
    Format(
        role=Role.MANIFEST,
        ecosystem=Ecosystem.NUGET,
        globs=(
            "*.csproj",
            "*.fsproj",
            "*.vbproj",
            "Directory.Build.props",
            "Directory.Build.targets",
            "Directory.Packages.props",
        ),
        parser=f"{HERE}.project:parse",
    ),
    Format(
        role=Role.MANIFEST,
        ecosystem=Ecosystem.NUGET,
        globs=("packages.config",),
        parser=f"{HERE}.packages_config:parse",
    ),
    Format(
        role=Role.LOCK, ecosystem=Ecosystem.NUGET, globs=("packages.lock.json",), parser=f"{HERE}.packages_lock:parse"
    ),
)
