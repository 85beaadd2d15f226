"""Deploys the SAM template itself to the emulator, and then makes sure that it is all there."""

import json
import time
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.deployment.clients import emulator_client
from local.deployment.completion import complete
from local.deployment.expectations import expected_resources, read_template
from local.deployment.packaging import package
from local.deployment.verification import verify

ARTIFACTS_BUCKET = "local-artifacts"
DEPLOY_SECONDS = 120
POLL_SECONDS = 0.05
STANDING = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"}
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class DeployError(Exception):
    """The stack could not be made; the message lists the resources that failed, with the reasons given."""


class Deployer:
    """Brings one stack of the emulator in line with a template file."""

    def __init__(self, endpoint_url: str, *, stack_name: str, artifacts: Path) -> None:
        self._endpoint_url = endpoint_url
        self._stack_name = stack_name
        self._artifacts = artifacts
        self._cloudformation = emulator_client("cloudformation", endpoint_url)

    def deploy(self, template_file: Path, parameters: dict[str, str], *, built: bool = False) -> dict[str, str]:
        """Create or update the stack and return its outputs.

        Raises:
            ValueError: a parameter the template does not have.
            BuildError: a function or layer did not build.
            DeployError: a resource could not be made.
            StackDiffersError: something the template asks for is missing although the emulator reported success.
        """
        template = read_template(template_file.read_text())
        unknown = parameters.keys() - template.get("Parameters", {}).keys()
        if unknown:
            raise ValueError(f"{template_file.name} has no parameters {', '.join(sorted(unknown))}")
        emulator_client("s3", self._endpoint_url).create_bucket(Bucket=ARTIFACTS_BUCKET)
        package(template, directory=template_file.parent, artifacts=self._artifacts, store=self._store, built=built)
        self._change(template, parameters)
        resources = expected_resources(
            template, stack_name=self._stack_name, parameters=parameters, physical_ids=self._physical_ids()
        )
        for resource in resources:
            complete(self._endpoint_url, resource)
        verify(self._endpoint_url, resources)
        return {output["OutputKey"]: output["OutputValue"] for output in self._stack().get("Outputs", [])}

    def _store(self, key: str, archive: bytes) -> dict[str, str]:
        emulator_client("s3", self._endpoint_url).put_object(Bucket=ARTIFACTS_BUCKET, Key=key, Body=archive)
        return {"Bucket": ARTIFACTS_BUCKET, "Key": key}

    def _change(self, template: dict[str, Any], parameters: dict[str, str]) -> None:
        self._store("template.json", json.dumps(template).encode())
        request = {
            "StackName": self._stack_name,
            "TemplateURL": f"{self._endpoint_url}/{ARTIFACTS_BUCKET}/template.json",
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            "Capabilities": CAPABILITIES,
        }
        status = self._status()
        if status is not None and status not in STANDING:
            self._cloudformation.delete_stack(StackName=self._stack_name)  # a first attempt that failed
            self._wait()
            status = None
        try:
            change = self._cloudformation.create_stack if status is None else self._cloudformation.update_stack
            change(**request)
        except ClientError as error:
            if "No updates are to be performed" in str(error):
                return
            raise DeployError(str(error)) from error
        if self._wait() not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeployError("\n".join(self._failures()))

    def _wait(self) -> str | None:
        deadline = time.monotonic() + DEPLOY_SECONDS
        while (status := self._status()) is not None and status.endswith("_IN_PROGRESS"):
            if time.monotonic() > deadline:
                raise DeployError(f"{self._stack_name} is still {status} after {DEPLOY_SECONDS} s")
            time.sleep(POLL_SECONDS)
        return status

    def _status(self) -> str | None:
        try:
            status: str = self._stack()["StackStatus"]
        except ClientError:  # there is no such stack
            return None
        return None if status == "DELETE_COMPLETE" else status

    def _stack(self) -> dict[str, Any]:
        stack: dict[str, Any] = self._cloudformation.describe_stacks(StackName=self._stack_name)["Stacks"][0]
        return stack

    def _failures(self) -> list[str]:
        events = self._cloudformation.describe_stack_events(StackName=self._stack_name)["StackEvents"]
        return [
            f"{event['LogicalResourceId']} ({event.get('ResourceType')}): {event.get('ResourceStatusReason')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        ] or [f"{self._stack_name} is {self._status()}: {self._stack().get('StackStatusReason')}"]

    def _physical_ids(self) -> dict[str, str]:
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self._stack_name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceStatus"].endswith("_COMPLETE") and "DELETE" not in resource["ResourceStatus"]
        }
