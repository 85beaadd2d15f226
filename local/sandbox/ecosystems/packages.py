"""packages.ecosyste.ms: what is known of a package."""

from urllib.parse import unquote

from local.sandbox.ecosystems import shapes
from local.sandbox.ecosystems.serving import Asking, NotFoundError, Reply
from local.sandbox.world.catalogue import Package, by_key, normal
from local.sandbox.world.world import World

ECOSYSTEMS = {"golang": "go", "composer": "packagist", "gem": "rubygems"}  # purl type → ecosystem


def lookup(asking: Asking) -> Reply:
    """`GET /packages/lookup?purl=` or `?ecosystem=&name=`: a list, empty where nothing is known."""
    if asking.value("purl"):
        ecosystem, name = _of_purl(asking.value("purl"))
    else:
        ecosystem, name = asking.value("ecosystem"), asking.value("name")
    found = by_key().get((ecosystem, normal(ecosystem, name)))
    described = [] if found is None else [_described(found, asking)]
    return Reply(body=described, headers=asking.page.headers(len(described)))


def package(asking: Asking) -> Reply:
    """`GET /registries/{registry}/packages/{name}`; the sandbox's registries are called `npm.example` and so on."""
    ecosystem = asking.part("registry").removesuffix(".example")
    found = by_key().get((ecosystem, normal(ecosystem, asking.part("package"))))
    if found is None:
        raise NotFoundError
    return Reply(body=_described(found, asking))


def dependents(world: World, found: Package) -> int:
    """Return how many repositories used a package when the world began."""
    return len({repository.index for repository, _ in world.first_users_of(found.ecosystem, found.name)})


def _described(found: Package, asking: Asking) -> dict[str, object]:
    return shapes.package(found, dependents(asking.world, found), asking)


def _of_purl(text: str) -> tuple[str, str]:
    kind, _, rest = text.removeprefix("pkg:").partition("/")
    name = unquote(rest.partition("?")[0].partition("#")[0])
    name = name if name.rfind("@") < 1 else name[: name.rfind("@")]  # without the version; a scope begins with @
    if kind == "maven":
        group, _, artifact = name.partition("/")
        name = f"{group}:{artifact}"
    return ECOSYSTEMS.get(kind, kind), name
