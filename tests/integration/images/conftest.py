"""One running Curator for the tests of this folder, and people who store images there."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from local.bearer import bearer_token
from local.demo.images import ImageClient
from local.parameters import curator_parameters
from local.stack import CURATOR, LocalStack

As = Callable[..., ImageClient]
Set = Callable[..., None]

SETTINGS: dict[str, str] = {}  # of the deployment, as its environment would say


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator."""
    plan = replace(CURATOR, parameters=lambda urls: curator_parameters(SETTINGS, urls))
    with LocalStack(tmp_path_factory.mktemp("images"), plan=plan) as stack:
        yield stack


@pytest.fixture
def deploy_with(stack: LocalStack) -> Iterator[Set]:
    """Return what deploys the stack again with other settings, for one test."""

    def deploy(**settings: str) -> None:
        SETTINGS.update(settings)
        stack.deploy()

    yield deploy
    SETTINGS.clear()
    stack.deploy()


@pytest.fixture
def as_user(stack: LocalStack) -> Iterator[As]:
    """Return what makes clients: of a user by name, or of nobody."""
    clients: list[ImageClient] = []

    def client(user_id: str = "", *, org_id: str = "", origin: str = "") -> ImageClient:
        token = bearer_token(user_id, org_id=org_id) if user_id else ""
        clients.append(ImageClient(stack.url, token=token, origin=origin))
        return clients[-1]

    yield client
    for one in clients:
        one.http.close()
