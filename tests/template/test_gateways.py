"""The HTTP API and the WebSocket API: explicit resources, since the local emulator drops what SAM makes of events."""

import pytest

from tests.template.stack import load, referred

APIS = {"HttpApi": "ApiFunction", "WebSocketApi": "WebsocketFunction"}
ROUTES = {"HttpApi": {"$default"}, "WebSocketApi": {"$connect", "$disconnect", "$default"}}
STAGES = {"HttpApi": "$default", "WebSocketApi": "ws"}


def test_there_are_two() -> None:
    assert load().of_type("AWS::ApiGatewayV2::Api").keys() == APIS.keys()
    assert not load().written_of_type("AWS::Serverless::HttpApi")


@pytest.mark.parametrize("api", APIS)
class TestEveryGateway:
    def test_sends_every_route_to_its_function(self, api: str) -> None:
        routes = [one for one in load().of_type("AWS::ApiGatewayV2::Route").values() if one["ApiId"] == {"Ref": api}]
        integrations = load().of_type("AWS::ApiGatewayV2::Integration")
        assert {route["RouteKey"] for route in routes} == ROUTES[api]
        for route in routes:
            (integration,) = referred(route["Target"])
            assert referred(integrations[integration]["IntegrationUri"]) == {APIS[api]}

    def test_may_call_its_function(self, api: str) -> None:
        granted = [
            one
            for one in load().of_type("AWS::Lambda::Permission").values()
            if one["Principal"] == "apigateway.amazonaws.com" and api in referred(one["SourceArn"])
        ]
        assert [referred(one["FunctionName"]) for one in granted] == [{APIS[api]}]

    def test_has_one_stage_that_deploys_itself_and_is_throttled(self, api: str) -> None:
        (stage,) = [one for one in load().of_type("AWS::ApiGatewayV2::Stage").values() if one["ApiId"] == {"Ref": api}]
        assert (stage["StageName"], stage["AutoDeploy"]) == (STAGES[api], True)
        assert stage["DefaultRouteSettings"].keys() == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}

    def test_keeps_its_address_on_the_emulator(self, api: str) -> None:
        assert "ms-custom-id" in load().of_type("AWS::ApiGatewayV2::Api")[api]["Tags"]


def test_no_query_string_gets_into_the_access_log() -> None:
    written = load().of_type("AWS::ApiGatewayV2::Stage")["HttpApiStage"]["AccessLogSettings"]["Format"]
    assert "$context.path" in written
    assert "query" not in written.lower()
    assert "header" not in written.lower()
