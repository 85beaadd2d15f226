from typing import Any

import pytest

from local.deployment.addresses import api_addresses


def template(**tags: dict[str, Any]) -> dict[str, Any]:
    def api(protocol: str, name: str) -> dict[str, Any]:
        properties = {"ProtocolType": protocol, "Tags": tags.get(name, {})}
        return {"Type": "AWS::ApiGatewayV2::Api", "Properties": properties}

    def stage(name: str, of: str) -> dict[str, Any]:
        return {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"StageName": name, "ApiId": {"Ref": of}}}

    return {
        "Resources": {
            "Http": api("HTTP", "http"),
            "HttpStage": stage("$default", "Http"),
            "Sockets": api("WEBSOCKET", "sockets"),
            "SocketsStage": stage("ws", "Sockets"),
        }
    }


def tag(value: Any) -> dict[str, Any]:
    return {"ms-custom-id": value}


def test_the_addresses_are_known_before_anything_is_deployed() -> None:
    made = template(http=tag({"Fn::Sub": "${AWS::StackName}-http"}), sockets=tag("sockets"))
    addresses = api_addresses(made, stack_name="curator", parameters={})
    assert addresses.http == "/_aws/execute-api/curator-http/$default"
    assert addresses.websocket == "/_aws/execute-api/sockets/ws"


def test_an_api_without_the_tag_is_an_error() -> None:
    with pytest.raises(ValueError, match="no WEBSOCKET API with a stage and a tag ms-custom-id"):
        api_addresses(template(http=tag("http")), stack_name="curator", parameters={})
