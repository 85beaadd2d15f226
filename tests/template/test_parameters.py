"""What a deployer sees: parameters that explain and check themselves, and outputs."""

import tomllib
from typing import Any

import pytest

from tests.template.stack import ROOT, load, referred

PARAMETERS: dict[str, Any] = load().written["Parameters"]
CHECKS = {"AllowedPattern", "AllowedValues", "MinValue", "MaxValue"}
FREE_TEXT = {"AdminNames", "ClientDir"}


@pytest.mark.parametrize("name", PARAMETERS)
class TestEveryParameter:
    def test_explains_itself(self, name: str) -> None:
        assert PARAMETERS[name]["Description"].endswith(".")

    def test_refuses_nonsense(self, name: str) -> None:
        assert name in FREE_TEXT or CHECKS & PARAMETERS[name].keys()

    def test_has_its_place_on_the_console(self, name: str) -> None:
        groups = load().written["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        assert [name in group["Parameters"] for group in groups].count(True) == 1


def test_a_deployer_must_say_only_what_nobody_else_can_know() -> None:
    assert {name for name, one in PARAMETERS.items() if "Default" not in one} == {
        "PublicUrl",
        "UserAgentContact",
        "GeocodingApiUrl",
    }


def test_a_deploy_without_secrets_or_with_a_budget_that_nobody_hears_of_is_refused() -> None:
    asked = [referred(rule) for rule in load().written["Rules"].values()]
    assert asked == [
        {"OAuthSecretArn", "OAuthConsumerKey", "OAuthConsumerSecret"},
        {"MapillarySecretArn", "MapillaryToken"},
        {"Stage", "DevelopmentApiKey"},
        {"MonthlyBudget", "AlarmTopicArn"},
    ]


def test_outputs_lead_to_every_table_queue_bucket_and_gateway() -> None:
    shown = referred(load().written["Outputs"])
    kinds = {
        "AWS::DynamoDB::Table",
        "AWS::SQS::Queue",
        "AWS::S3::Bucket",
        "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::Function",
    }
    for kind in kinds:
        assert load().written_of_type(kind).keys() <= shown


@pytest.mark.parametrize("stage", ["default", "dev", "staging", "prod"])
def test_a_stage_is_deployed_only_after_a_look_at_its_changes(stage: str) -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    deploy = config[stage]["deploy"]["parameters"]
    assert deploy["confirm_changeset"] is True
    given = {pair.split("=")[0] for pair in deploy["parameter_overrides"].split()}
    assert given <= {name for name, one in PARAMETERS.items() if not one.get("NoEcho")}


def test_whoever_names_no_stage_deploys_dev() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    for command, settings in config["dev"].items():
        assert config["default"][command] == settings
