"""The layer keeps botocore's data of the services we call alone: a client of another would fail only on AWS."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOR_ROLES = "sts"


def test_the_core_layer_keeps_the_data_of_every_service_that_gets_a_client() -> None:
    clients = re.findall(r'client\(\s*"([a-z0-9]+)"', (ROOT / "shared/curator/foundation/aws.py").read_text("utf-8"))
    (kept,) = re.findall(r"^AWS_SERVICES = (.*)$", (ROOT / "layers/Makefile").read_text("utf-8"), re.MULTILINE)
    assert clients
    assert set(kept.split()) == {*clients, FOR_ROLES}
