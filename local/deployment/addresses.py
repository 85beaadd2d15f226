"""Where a template's APIs will answer on the emulator, known before they are deployed.

An API's tag `ms-custom-id` is its id on ministack. The path form of the address is used throughout: the host form does
not resolve everywhere, and its events carry no port.
"""

from dataclasses import dataclass
from typing import Any

from local.deployment.expectations import expected_resources

API = "AWS::ApiGatewayV2::Api"
STAGE = "AWS::ApiGatewayV2::Stage"
ID_TAG = "ms-custom-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAddresses:
    """Paths on the emulator, from `/_aws/execute-api/`."""

    http: str
    websocket: str


def api_addresses(template: dict[str, Any], *, stack_name: str, parameters: dict[str, str]) -> ApiAddresses:
    """Return the addresses of the template's HTTP API and WebSocket API.

    Raises:
        ValueError: one of them, its tag `ms-custom-id`, or its stage is missing.
    """
    apis_alone = {name: each for name, each in template["Resources"].items() if each["Type"] in {API, STAGE}}
    template = {**template, "Resources": apis_alone}
    resources = expected_resources(template, stack_name=stack_name, parameters=parameters, physical_ids={})
    ids = {
        each.logical_id: str(each.properties["Tags"][ID_TAG])
        for each in resources
        if each.type == API and ID_TAG in each.properties.get("Tags", {})
    }
    # Again, with references to the APIs known: that is how a stage names its API.
    resources = expected_resources(template, stack_name=stack_name, parameters=parameters, physical_ids=ids)
    stages = {each.properties["ApiId"]: each.properties["StageName"] for each in resources if each.type == STAGE}
    paths = {
        each.properties["ProtocolType"]: f"/_aws/execute-api/{each.physical_id}/{stages[each.physical_id]}"
        for each in resources
        if each.type == API and each.physical_id in stages
    }
    missing = {"HTTP", "WEBSOCKET"} - paths.keys()
    if missing:
        raise ValueError(f"the template has no {' and no '.join(sorted(missing))} API with a stage and a tag {ID_TAG}")
    return ApiAddresses(http=paths["HTTP"], websocket=paths["WEBSOCKET"])
