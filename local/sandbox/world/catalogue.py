"""The packages of the world: some whose names everybody knows, and a long tail that is made up.

Names are written as their authors write them; `Package.key` is the form in which names are compared, by the rules that
each package manager documents. The sandbox imports nothing of Curator's, so the rules stand here a second time.
"""

import re
from dataclasses import dataclass
from functools import cache

from local.sandbox.world.chance import chance
from local.sandbox.world.words import MATERIALS, THINGS

CASELESS = frozenset({"npm", "nuget", "packagist", "hex", "pub"})
TAIL = 40  # made-up packages of each ecosystem

# ecosystem → the well-known names, the most used first
KNOWN: dict[str, tuple[str, ...]] = {
    "npm": (
        *("react", "typescript", "express", "lodash", "eslint", "@types/node", "react-dom", "axios", "jest", "next"),
        *("prettier", "vue", "webpack", "@types/react", "chalk", "zod", "commander", "vite", "dotenv", "tailwindcss"),
        *("uuid", "rxjs", "@babel/core", "polaris", "moment"),
    ),
    "pypi": (
        *("requests", "numpy", "pytest", "Django", "pydantic", "fastapi", "typing_extensions", "pandas", "Flask"),
        *("SQLAlchemy", "click", "PyYAML", "black", "mypy", "ruff", "boto3", "httpx", "celery", "Jinja2", "uvicorn"),
        *("cryptography", "attrs", "ruamel.yaml", "zope.interface", "scikit-learn"),
    ),
    "go": (
        *("github.com/stretchr/testify", "github.com/spf13/cobra", "golang.org/x/sync", "github.com/gin-gonic/gin"),
        *("go.uber.org/zap", "github.com/prometheus/client_golang", "google.golang.org/grpc", "gopkg.in/yaml.v3"),
        *("github.com/jackc/pgx/v5", "github.com/go-chi/chi/v5", "github.com/BurntSushi/toml", "golang.org/x/net"),
    ),
    "cargo": (
        *("serde", "tokio", "serde_json", "clap", "anyhow", "thiserror", "rand", "tracing", "reqwest", "regex"),
        *("async-trait", "futures-util", "once_cell", "criterion", "tempfile"),
    ),
    "maven": (
        *("org.slf4j:slf4j-api", "junit:junit", "com.google.guava:guava", "org.mockito:mockito-core"),
        *(
            "com.fasterxml.jackson.core:jackson-databind",
            "org.apache.commons:commons-lang3",
            "org.junit.jupiter:junit-jupiter",
        ),
        *(
            "ch.qos.logback:logback-classic",
            "org.projectlombok:lombok",
            "io.netty:netty-all",
            "com.squareup.okhttp3:okhttp",
        ),
    ),
    "rubygems": (
        *("rails", "rspec", "puma", "pg", "rubocop", "nokogiri", "sidekiq", "devise", "rake", "redis", "faraday"),
        *("RedCloth", "activesupport"),
    ),
    "packagist": (
        *("phpunit/phpunit", "guzzlehttp/guzzle", "laravel/framework", "monolog/monolog", "symfony/console"),
        *("doctrine/orm", "nesbot/carbon", "psr/log", "twig/twig", "ramsey/uuid"),
    ),
    "nuget": (
        *("Newtonsoft.Json", "xunit", "Serilog", "Microsoft.NET.Test.Sdk", "AutoMapper", "Dapper", "Moq", "Polly"),
        *("coverlet.collector", "FluentValidation"),
    ),
    "pub": ("http", "provider", "path", "flutter_lints", "intl", "dio", "test", "bloc", "freezed", "json_serializable"),
    "hex": ("phoenix", "ecto", "jason", "plug_cowboy", "credo", "ex_doc", "telemetry", "absinthe", "oban", "dialyxir"),
}
# Packages that nobody declares: they come with others, and only lock files name them.
CARRIED: dict[str, tuple[str, ...]] = {
    "npm": ("js-tokens", "loose-envify", "ms", "mime-db", "balanced-match", "@nodelib/fs.stat"),
    "pypi": ("idna", "certifi", "sniffio", "MarkupSafe"),
    "cargo": ("libc", "autocfg", "proc_macro2", "unicode-ident"),
    "rubygems": ("racc", "mini_mime", "nio4r"),
    "packagist": ("psr/http-message", "ralouphie/getallheaders"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of the world."""

    ecosystem: str
    name: str  # as its authors write it
    rank: int  # 0 is the most used of its ecosystem
    versions: tuple[str, ...]  # without `v`, the newest last
    description: str
    carried: bool = False  # nobody declares it

    @property
    def key(self) -> str:
        """Return the name in the form in which names are compared."""
        return normal(self.ecosystem, self.name)

    @property
    def latest(self) -> str:
        """Return the newest version."""
        return self.versions[-1]

    @property
    def source(self) -> str:
        """Return the repository that it is said to come from; it is not one of the world's."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return f"https://github.com/{plain}-authors/{plain}"


def normal(ecosystem: str, name: str) -> str:
    """Return the one form of a package's name, whichever way it was written."""
    if ecosystem == "pypi":
        return re.sub(r"[-_.]+", "-", name).lower()
    if ecosystem == "cargo":
        return name.replace("_", "-").lower()
    return name.lower() if ecosystem in CASELESS else name


@cache
def catalogue() -> dict[str, tuple[Package, ...]]:
    """Return ecosystem → its packages that repositories declare, the most used first."""
    return {ecosystem: tuple(_declared(ecosystem)) for ecosystem in KNOWN}


@cache
def carried() -> dict[str, tuple[Package, ...]]:
    """Return ecosystem → its packages that only lock files name."""
    return {
        ecosystem: tuple(_package(ecosystem, name, rank, carried=True) for rank, name in enumerate(names))
        for ecosystem, names in CARRIED.items()
    }


@cache
def by_key() -> dict[tuple[str, str], Package]:
    """Return (ecosystem, name in its one form) → package."""
    packages = [each for group in (*catalogue().values(), *carried().values()) for each in group]
    return {(package.ecosystem, package.key): package for package in packages}


def _declared(ecosystem: str) -> list[Package]:
    names = [*KNOWN[ecosystem], *(_made_up(ecosystem, number) for number in range(TAIL))]
    return [_package(ecosystem, name, rank) for rank, name in enumerate(names)]


def _package(ecosystem: str, name: str, rank: int, *, carried: bool = False) -> Package:
    luck = chance("package", ecosystem, name)
    major = luck.randint(1, 9)
    first = max(0, major - 2)
    if ecosystem == "go":  # it has the major version in the name, from 2 onwards
        match = re.search(r"[/.]v(\d+)$", name)
        first = major = int(match[1]) if match else 1
    versions = tuple(f"{each}.{luck.randint(0, 30)}.{luck.randint(0, 12)}" for each in range(first, major + 1))
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
    return Package(
        ecosystem=ecosystem,
        name=name,
        rank=rank,
        versions=versions,
        description=f"The sandbox's stand-in for {words}.",
        carried=carried,
    )


def _made_up(ecosystem: str, number: int) -> str:
    material = MATERIALS[number % len(MATERIALS)]
    thing = THINGS[(number * 7 + len(ecosystem)) % len(THINGS)]
    if ecosystem == "go":
        return f"github.com/{material}-works/{thing}"
    if ecosystem == "maven":
        return f"io.{material}.{thing}:{material}-{thing}"
    if ecosystem == "packagist":
        return f"{material}/{thing}"
    if ecosystem == "nuget":
        return f"{material.title()}.{thing.title()}"
    if ecosystem == "npm" and number % 4 == 0:
        return f"@{material}/{thing}"
    return f"{material}_{thing}" if ecosystem in {"hex", "pub"} else f"{material}-{thing}"
