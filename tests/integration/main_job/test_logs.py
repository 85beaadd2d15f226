"""What the functions log: enough to tell what happened, and no secret."""

import asyncio
import json
from typing import Any

import httpx

from curator.identity.tokens import TokenCipher
from local.stack import LocalStack
from tests.integration.main_job.people import person

FUNCTIONS = ("Api", "Websocket", "Broadcaster", "Fetcher", "Pacer", "Uploader", "Scanner", "Janitor")
SEQUENCE = "sandbox-short"
SHORTEST_SECRET = 8
FEWEST_SECRETS = 8  # the consumer, two sources, the token key, one user's token with its encrypted form, a session


def test_no_function_logs_a_secret(stack: LocalStack) -> None:
    unwell = {"kind": "upload.*", "behaviour": "http", "status": 500, "times": 2}
    httpx.post(f"{stack.sandbox_url}/sandbox/faults", json=unwell).raise_for_status()  # failures are told at length
    batch_id, cookies = asyncio.run(_uploaded(stack))
    secrets = deployed_secrets(stack) | tokens(stack) | cookies
    logs = {function: "\n".join(stack.function_logs(f"{function}Function")) for function in FUNCTIONS}
    assert f'"batch_id":{batch_id}' in logs["Uploader"].replace(" ", "")
    assert len(secrets) >= FEWEST_SECRETS
    leaks = {f"{function}: {secret[:4]}…" for function, log in logs.items() for secret in secrets if secret in log}
    assert leaks == set()
    assert not [function for function, log in logs.items() if "oauth_signature" in log or "gAAAA" in log]


async def _uploaded(stack: LocalStack) -> tuple[int, set[str]]:
    """Upload a few photographs; return their batch's id and the browser's cookies."""
    async with person(stack, "Robot") as alice:
        batch = await alice.hand_over((await alice.photographs(SEQUENCE))[:3])
        await alice.watch(batch)
        return batch.id, set(alice.client.http.cookies.values())


def deployed_secrets(stack: LocalStack) -> set[str]:
    """Return every value that the deployment keeps secret."""
    manager = stack.client("secretsmanager")
    texts = [
        manager.get_secret_value(SecretId=one["ARN"])["SecretString"] for one in manager.list_secrets()["SecretList"]
    ]
    values = {value for text in texts for value in _leaves(text)}
    return {value for value in values if len(value) >= SHORTEST_SECRET}


def _leaves(text: str) -> set[str]:
    try:
        return {str(value) for value in json.loads(text).values()}
    except (json.JSONDecodeError, AttributeError):
        return {text}


def tokens(stack: LocalStack) -> set[str]:
    """Return both halves of every access token that is stored, and their encrypted form."""
    (key,) = (
        secret["SecretString"]
        for one in stack.client("secretsmanager").list_secrets()["SecretList"]
        if one["Description"] == "Key under which Curator stores its users' access tokens"
        for secret in [stack.client("secretsmanager").get_secret_value(SecretId=one["ARN"])]
    )
    table = stack.outputs["IdentityTableName"]
    rows: list[dict[str, Any]] = stack.client("dynamodb").scan(TableName=table)["Items"]
    encrypted = {row["encrypted_token"]["S"] for row in rows if "encrypted_token" in row}
    read = [TokenCipher(key).decrypt(text) for text in encrypted]
    assert read
    return encrypted | {half for token in read for half in (token.key, token.secret)}
