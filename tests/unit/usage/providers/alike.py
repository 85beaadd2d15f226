"""What several providers say alike, each in its own shape."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.providers.models import FoundOrganization, FoundPackage

REACT = PackageKey(Ecosystem.NPM, "react")
REACT_DESCRIBED = FoundPackage(
    key=REACT,
    display_name="react",
    description="React is a JavaScript library for building user interfaces.",
    repository_url="https://github.com/facebook/react",
    homepage_url="https://react.dev/",
    latest_version="19.0.0",
    dependent_repositories=5_000_000,
)
ACME = FoundOrganization(
    asked="acme",
    handle="acme",
    github_url="https://github.com/acme",
    website_url="https://acme.example",
    description="Makes the web",
)
