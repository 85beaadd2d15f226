"""The sandbox as one ASGI application: every outside service of Curator, on one port.

/                 the gallery of what has been published
/w/  /wiki/       Wikimedia Commons
/images/  /thumbnails/  /entity/
/wikidata/w/      Wikidata's items, by the same accounts
/mapillary  /mapillary-cdn/
/flickr/services/rest/  /flickr-static/
/geocoder/reverse
/wcqs/sparql
/authorisation/   who may do what with images
/github/          GitHub's REST and GraphQL APIs
/ecosystems/  /libraries-io/  /deps-dev/  who uses a package, and what is known of packages
/sandbox/         control
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from local.sandbox import authorisation, control, flickr, geocoder, mapillary, pages, uses, wcqs, world_control
from local.sandbox.api import action_api
from local.sandbox.clock import Clock, SystemClock
from local.sandbox.deps_dev import routes as deps_dev
from local.sandbox.ecosystems import routes as ecosystems
from local.sandbox.github import routes as github
from local.sandbox.index_php import index_php
from local.sandbox.libraries_io import routes as libraries_io
from local.sandbox.services import build
from local.sandbox.settings import SandboxSettings

GET_AND_POST = ["GET", "POST"]

ROUTES = [
    Route("/", pages.gallery),
    Route("/w/api.php", action_api, methods=GET_AND_POST),
    Route("/wikidata/w/api.php", action_api, methods=GET_AND_POST),
    Route("/w/index.php", index_php, methods=GET_AND_POST),
    Route("/wiki/Special:FilePath/{name:path}", pages.file_path),
    Route("/wiki/{title:path}", pages.wiki_page),
    Route("/images/{name:path}", pages.original),
    Route("/thumbnails/{width:int}/{name:path}", pages.small_picture),
    Route("/entity/M{number:int}", pages.entity),
    Route("/mapillary", mapillary.many),
    Route("/mapillary/", mapillary.many),
    Route("/mapillary/images", mapillary.images),
    Route("/mapillary/{id}", mapillary.one),
    Route("/mapillary-cdn/{id:int}/{size}.jpg", mapillary.picture),
    Route("/flickr/services/rest/", flickr.rest, methods=GET_AND_POST),
    Route("/flickr-static/{server:int}/{name}", flickr.picture),
    Route("/geocoder/reverse", geocoder.reverse),
    Route("/wcqs/sparql", wcqs.sparql, methods=GET_AND_POST),
    Route("/authorisation/api/v1/authorization/check", authorisation.check, methods=["POST"]),
    *github.ROUTES,
    *ecosystems.ROUTES,
    *libraries_io.ROUTES,
    *deps_dev.ROUTES,
    *world_control.ROUTES,
    Route("/sandbox/health", control.health),
    Route("/sandbox/state", control.state),
    Route("/sandbox/reset", control.reset, methods=["POST"]),
    Route("/sandbox/faults", control.faults, methods=["GET", "POST", "DELETE"]),
    Route("/sandbox/faults/{id:int}", control.remove_fault, methods=["DELETE"]),
    Route("/sandbox/users", control.users),
    Route("/sandbox/users/{name}/limits", control.user_limits, methods=["POST"]),
    Route("/sandbox/delete", control.delete_page, methods=["POST"]),
    Route("/sandbox/uses", uses.control, methods=["POST", "DELETE"]),
    Route("/sandbox/callback", control.callback, methods=GET_AND_POST),
]


def create_app(settings: SandboxSettings, clock: Clock | None = None) -> Starlette:
    """Return the application with its state folder open."""
    sandbox = build(settings, clock or SystemClock())
    sandbox.stash.clear_old()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        sandbox.store.close()

    app = Starlette(routes=ROUTES, lifespan=lifespan)
    app.state.sandbox = sandbox
    return app
