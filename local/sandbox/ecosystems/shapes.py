"""Owners, repositories, uses and packages as ecosyste.ms describes them."""

from typing import Any

from local.sandbox.ecosystems.serving import PACKAGES, REPOS, Asking
from local.sandbox.github.shapes import moment
from local.sandbox.world.catalogue import Package, by_key
from local.sandbox.world.owners import ORGANIZATION, Owner
from local.sandbox.world.repositories import YOUNGEST, WorldRepository
from local.sandbox.world.truth import Use

LOCK_FILES = frozenset({"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock", "poetry.lock", "Cargo.lock",
                        "Gemfile.lock", "composer.lock"})  # fmt: skip
KINDS = {"direct": "runtime", "dev": "development", "peer": "peer", "optional": "runtime"}
LOOKED = moment(YOUNGEST)  # when it looked at the world
PURL_TYPES = {"go": "golang", "packagist": "composer", "rubygems": "gem"}
HOST = {"name": "GitHub", "url": "https://github.com", "kind": "github"}


def listed_name(repository: WorldRepository) -> str:
    """Return the name under which a repository is known here: a former one, where it has been renamed."""
    return repository.former_names[0] if repository.former_names else repository.full_name


def repository(repository: WorldRepository, asking: Asking) -> dict[str, Any]:
    """Return a repository."""
    name = listed_name(repository)
    address = asking.address(f"{REPOS}/hosts/GitHub/repositories/{name.replace('/', '%2F')}")
    return {
        "id": repository.id - 80_000_000,
        "uuid": str(repository.id),
        "full_name": name,
        "owner": repository.owner.login,
        "description": repository.description,
        "archived": repository.archived,
        "fork": repository.fork,
        "pushed_at": moment(repository.pushed_at),
        "size": 100 + repository.index,
        "stargazers_count": repository.stars,
        "open_issues_count": repository.index % 40,
        "forks_count": repository.stars // 9,
        "subscribers_count": repository.stars // 50,
        "default_branch": repository.default_branch,
        "last_synced_at": LOOKED,
        "etag": None,
        "topics": [repository.ecosystem],
        "latest_commit_sha": repository.commit,
        "homepage": None,
        "language": repository.language,
        "has_issues": True,
        "has_wiki": False,
        "has_pages": False,
        "mirror_url": None,
        "source_name": None,
        "license": "mit",
        "status": None,
        "scm": "git",
        "pull_requests_enabled": True,
        "icon_url": f"https://github.com/{repository.owner.login}.png",
        "metadata": {"files": {"readme": "README.md", "license": "LICENSE", "funding": None}},
        "created_at": moment(repository.created_at),
        "updated_at": LOOKED,
        "dependencies_parsed_at": LOOKED,
        "dependency_job_id": None,
        "html_url": f"https://github.com/{name}",
        "previous_names": [],
        "tags_count": 0,
        "template": False,
        "template_full_name": None,
        "latest_tag_name": None,
        "latest_tag_published_at": None,
        "repository_url": address,
        "tags_url": f"{address}/tags",
        "releases_url": f"{address}/releases",
        "manifests_url": f"{address}/manifests",
        "owner_url": asking.address(f"{REPOS}/hosts/GitHub/owners/{repository.owner.login}"),
        "download_url": f"https://codeload.github.com/{name}/tar.gz/refs/heads/{repository.default_branch}",
        "host": HOST,
    }


def use(number: int, found: Use, *, own: bool = True) -> dict[str, Any]:
    """Return one dependency of a repository; `own` is False for a list that names the manifest already."""
    is_lock = found.path.rpartition("/")[2] in LOCK_FILES
    described = {
        "id": number,
        "package_name": by_key()[found.ecosystem, found.name].name,
        "ecosystem": found.ecosystem,
        "requirements": (found.resolved if is_lock else found.requirement) or "*",
        "kind": "runtime" if is_lock else KINDS[found.type],
        "direct": not found.indirect,
        "optional": found.type == "optional",
    }
    return {**described, "manifest": manifest(found.path, found.ecosystem)} if own else described


def manifest(path: str, ecosystem: str) -> dict[str, Any]:
    """Return a manifest or a lock file."""
    kind = "lockfile" if path.rpartition("/")[2] in LOCK_FILES else "manifest"
    described = {"ecosystem": ecosystem, "filepath": path, "sha": None, "kind": kind}
    return {**described, "created_at": LOOKED, "updated_at": LOOKED}


def owner(owner: Owner, repositories: list[WorldRepository], asking: Asking) -> dict[str, Any]:
    """Return an owner."""
    address = asking.address(f"{REPOS}/hosts/GitHub/owners/{owner.login}")
    sponsors = [f"https://github.com/sponsors/{owner.login}"] if owner.sponsors_listing else []
    return {
        "login": owner.login,
        "name": owner.name,
        "uuid": str(owner.id),
        "kind": "organization" if owner.kind == ORGANIZATION else "user",
        "description": owner.description,
        "email": None,
        "website": owner.website,
        "location": None,
        "twitter": None,
        "company": None,
        "icon_url": f"https://github.com/{owner.login}.png",
        "repositories_count": len(repositories),
        "last_synced_at": LOOKED,
        "metadata": {"has_sponsors_listing": owner.sponsors_listing, "funding": None},
        "html_url": f"https://github.com/{owner.login}",
        "funding_links": [*sponsors, *(url for _, url in owner.funding)],
        "total_stars": sum(each.stars for each in repositories),
        "followers": owner.index % 90,
        "following": 0,
        "created_at": moment(owner.created_at),
        "updated_at": LOOKED,
        "owner_url": address,
        "repositories_url": f"{address}/repositories",
    }


def package(found: Package, dependents: int, asking: Asking) -> dict[str, Any]:
    """Return a package, with the registry it is from: the sandbox's registries have names of their own."""
    registry = f"{found.ecosystem}.example"
    address = asking.address(f"{PACKAGES}/registries/{registry}/packages/{found.name.replace('/', '%2F')}")
    return {
        "id": 1_000 + found.rank,
        "name": found.name,
        "ecosystem": found.ecosystem,
        "description": found.description,
        "homepage": f"https://{found.key.rpartition('/')[2].rpartition(':')[2]}.example",
        "licenses": "MIT",
        "normalized_licenses": ["MIT"],
        "repository_url": found.source,
        "keywords_array": [],
        "namespace": None,
        "versions_count": len(found.versions),
        "first_release_published_at": moment(1_400_000_000),
        "latest_release_published_at": LOOKED,
        "latest_release_number": found.latest,
        "last_synced_at": LOOKED,
        "created_at": moment(1_400_000_000),
        "updated_at": LOOKED,
        "registry_url": None,
        "documentation_url": None,
        "install_command": None,
        "metadata": {},
        "repo_metadata": None,
        "repo_metadata_updated_at": None,
        "dependent_packages_count": dependents // 3,
        "downloads": dependents * 1_000,
        "downloads_period": "last-month",
        "dependent_repos_count": dependents,
        "rankings": {},
        "purl": purl(found),
        "advisories": [],
        "funding_links": [],
        "status": None,
        "critical": found.rank == 0,
        "maintainers": [],
        "versions_url": f"{address}/versions",
        "dependent_packages_url": f"{address}/dependent_packages",
        "usage_url": asking.address(f"{REPOS}/usage/{found.ecosystem}/{found.key}"),
        "registry": {
            "name": registry,
            "url": "https://registry.example",
            "ecosystem": found.ecosystem,
            "default": True,
        },
    }


def purl(found: Package) -> str:
    """Return the package's name in the form that all ecosystems share."""
    name = found.name.replace(":", "/") if found.ecosystem == "maven" else found.name.replace("@", "%40")
    return f"pkg:{PURL_TYPES.get(found.ecosystem, found.ecosystem)}/{name}"
