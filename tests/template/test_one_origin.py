"""CloudFront in front of everything: what goes where, and what the client's pages say to browsers."""

import re
from fnmatch import fnmatchcase
from typing import Any

import pytest
from starlette.routing import Route

from functions.api.application import all_routers
from functions.api.edge import SECRET_HEADER, VIEWER_HEADER
from functions.api.images.storage_origins import storage_origins
from functions.api.safety import HSTS, security_headers
from local.contract.openapi import no_services
from local.deployment.expectations import ACCOUNT, REGION, expected_resources
from tests.template.stack import load, referred

OWN = ("ClientBucket", "ClientBucketPolicy", "EdgeBucketAccess", "EdgeSecret", "EdgeViewerFunction")
MANAGED = {  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
    "CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
}
BUCKETS = {name: f"curator-{name.lower()}" for name in ("IncomingBucket", "VariantsBucket")}


def distribution() -> dict[str, Any]:
    found: dict[str, Any] = load().of_type("AWS::CloudFront::Distribution")["EdgeDistribution"]["DistributionConfig"]
    return found


def behaviours() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = distribution()["CacheBehaviors"]
    return found


def goes_to(path: str) -> str:
    """Return the origin of a path: the first behaviour that fits, as CloudFront reads them."""
    fitting = (one["TargetOriginId"] for one in behaviours() if fnmatchcase(path, one["PathPattern"]))
    origin: str = next(fitting, distribution()["DefaultCacheBehavior"]["TargetOriginId"])
    return origin


def pages_headers() -> dict[str, Any]:
    """Return the headers of pages, as they are with the template's own settings."""
    needed = {name: load().written["Resources"][name] for name in ("EdgePageHeaders", *BUCKETS)}
    resources = expected_resources(
        load().written | {"Resources": needed},
        stack_name="curator",
        parameters={"OneOrigin": "true"},
        physical_ids=BUCKETS,
    )
    (policy,) = (one.properties for one in resources if one.logical_id == "EdgePageHeaders")
    headers: dict[str, Any] = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    return headers


@pytest.mark.parametrize("name", [*OWN, "EdgePageHeaders", "EdgeDistribution"])
def test_it_is_there_only_where_it_is_asked_for(name: str) -> None:
    assert load().written["Resources"][name]["Condition"] == "HasOneOrigin"
    assert load().written["Parameters"]["OneOrigin"]["Default"] == "false"


def test_every_route_of_the_api_goes_to_the_api_and_every_file_of_the_client_to_its_bucket() -> None:
    routes = [route for router in all_routers(no_services()) for route in router.routes if isinstance(route, Route)]
    paths = {re.sub(r"\{[^}]*\}", "x", route.path) for route in routes} - {"/x"}  # the client's own
    assert {"/api/health", "/auth/login", "/health", "/metrics", "/dashboard/data"} <= paths
    assert {path: goes_to(path) for path in paths} == dict.fromkeys(paths, "http-api")
    assert {goes_to(path) for path in ("/", "/index.html", "/assets/app.js", "/apiary", "/wsx")} == {"client"}
    assert goes_to("/ws") == "websocket-api"


def test_origins_are_our_bucket_and_our_two_apis_over_tls() -> None:
    origins = {one["Id"]: one for one in distribution()["Origins"]}
    assert {name: referred(one["DomainName"]) for name, one in origins.items()} == {
        "client": {"ClientBucket"},
        "http-api": {"HttpApi"},
        "websocket-api": {"WebSocketApi"},
    }
    for name in ("http-api", "websocket-api"):
        assert origins[name]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert origins["client"]["OriginAccessControlId"] == {"Fn::GetAtt": ["EdgeBucketAccess", "Id"]}


def test_nothing_the_gateways_answer_is_cached_and_all_they_are_asked_gets_there() -> None:
    for one in behaviours():
        assert one["CachePolicyId"] == MANAGED["CachingDisabled"]
        assert one["OriginRequestPolicyId"] == MANAGED["AllViewerExceptHostHeader"]
        assert {"GET", "POST", "PUT", "DELETE"} <= set(one["AllowedMethods"])
        assert one["ViewerProtocolPolicy"] == "https-only"


def test_the_path_of_sockets_is_the_stage_of_their_api() -> None:
    stage = load().of_type("AWS::ApiGatewayV2::Stage")["WebSocketStage"]["StageName"]
    assert goes_to(f"/{stage}") == "websocket-api"


def test_pages_say_what_the_api_says_of_its_own() -> None:
    written = load().written["Parameters"]
    origins = storage_origins(BUCKETS.values(), region=REGION)
    wiki = written["CommonsApiUrl"]["Default"]
    expected = security_headers(commons_url=wiki, picture_hosts=(), secure=True, storage_origins=origins)
    headers = pages_headers()
    assert headers["ContentSecurityPolicy"]["ContentSecurityPolicy"] == expected["Content-Security-Policy"]
    assert headers["ReferrerPolicy"]["ReferrerPolicy"] == expected["Referrer-Policy"]
    assert expected["X-Content-Type-Options"] == "nosniff"
    assert "ContentTypeOptions" in headers
    assert f"max-age={headers['StrictTransportSecurity']['AccessControlMaxAgeSec']}" == HSTS
    assert distribution()["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "EdgePageHeaders"}


def test_the_bucket_is_read_by_this_distribution_alone() -> None:
    policy = load().of_type("AWS::S3::BucketPolicy")["ClientBucketPolicy"]["PolicyDocument"]
    (allowed,) = [one for one in policy["Statement"] if one["Effect"] == "Allow"]
    assert set(allowed["Action"]) == {"s3:GetObject", "s3:ListBucket"}
    assert referred(allowed["Condition"]["StringEquals"]["aws:SourceArn"]) == {"EdgeDistribution"}


def test_the_api_learns_from_cloudfront_alone_who_asks() -> None:
    (origin,) = [one for one in distribution()["Origins"] if one["Id"] == "http-api"]
    (shown,) = origin["OriginCustomHeaders"]
    assert shown["HeaderName"].encode() == SECRET_HEADER
    assert referred(shown["HeaderValue"]) == {"EdgeSecret"}
    assert VIEWER_HEADER.decode() in load().of_type("AWS::CloudFront::Function")["EdgeViewerFunction"]["FunctionCode"]
    telling = [one for one in behaviours() if one["TargetOriginId"] == "http-api"]
    assert all(referred(one["FunctionAssociations"]) == {"EdgeViewerFunction"} for one in telling)


@pytest.mark.parametrize(
    ("certificate", "aliases", "viewers"),
    [
        pytest.param("", None, {"CloudFrontDefaultCertificate": True}, id="CloudFront's own name"),
        pytest.param(
            f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1",
            ["curator.example.org"],
            {
                "AcmCertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1",
                "SslSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
            id="a name of one's own",
        ),
    ],
)
def test_the_host_is_that_of_the_public_url_if_there_is_a_certificate(
    certificate: str, aliases: list[str] | None, viewers: dict[str, Any]
) -> None:
    resources = expected_resources(
        load().written | {"Resources": {"EdgeDistribution": load().written["Resources"]["EdgeDistribution"]}},
        stack_name="curator",
        parameters={
            "OneOrigin": "true",
            "OneOriginCertificateArn": certificate,
            "PublicUrl": "https://curator.example.org",
        },
        physical_ids={},
    )
    config = resources[0].properties["DistributionConfig"]
    assert config.get("Aliases") == aliases
    assert config["ViewerCertificate"] == viewers
