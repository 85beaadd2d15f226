"""The whole of Curator on this machine: sandbox, emulator with the deployed template, front door.

    with LocalStack(Path("build/serve")) as stack:
        httpx.get(stack.url)

Everything lives under one state directory: the same directory gives the same addresses and the same data again.
"""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.deployment.addresses import api_addresses
from local.deployment.clients import emulator_client
from local.deployment.deployer import Deployer, DeployError
from local.deployment.expectations import read_template
from local.deployment.packaging import BuildError
from local.deployment.verification import StackDiffersError
from local.parameters import StackUrls, curator_parameters
from local.ports import PortMemory, is_free
from local.processes import ChildProcess, StartError

REPOSITORY = Path(__file__).resolve().parents[1]
STACK_NAME = "curator"
SANDBOX_COMMAND = (
    *(sys.executable, "-m", "local.sandbox", "--port", "{port}", "--state-dir", "{directory}"),
    *("--callback-url", "{public_url}/auth/callback"),
)


class StackError(Exception):
    """The local stack did not start; the message says why, and shows the end of the log that tells more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPlan:
    """What a LocalStack runs; the default is Curator, tests have smaller ones.

    `sandbox_command` may use {port}, {directory} and {public_url}. A `built` one runs what `sam build` makes: functions
    see their own code and layers alone, so that what is missing there is missing here.
    """

    template: Path = REPOSITORY / "template.yaml"
    stack_name: str = STACK_NAME
    sandbox_command: Sequence[str] = SANDBOX_COMMAND
    parameters: Callable[[StackUrls], dict[str, str]] = lambda urls: curator_parameters(os.environ, urls)
    built: bool = False


CURATOR = StackPlan()


class LocalStack:
    """Starts and stops the processes, and knows their addresses."""

    def __init__(self, state_dir: Path, *, port: int = 0, plan: StackPlan = CURATOR) -> None:
        """Choose addresses; nothing runs yet.

        Args:
            state_dir: made when it does not exist.
            port: of the front door; 0 means that of last time, or a free one.
            plan: what to run.
        """
        self._plan = plan
        self._directory = state_dir.resolve()
        (self._directory / "logs").mkdir(parents=True, exist_ok=True)
        if port and not is_free(port):
            raise StackError(f"port {port} is taken")
        ports = PortMemory(self._directory / "ports.json")
        sandbox, emulator = ports.choose("sandbox"), ports.choose("emulator")
        port = ports.choose("front door", port)
        self.url = f"http://localhost:{port}"
        self.sandbox_url = f"http://localhost:{sandbox}"
        self.emulator_url = f"http://127.0.0.1:{emulator}"
        self.websocket_url = f"ws://localhost:{port}/ws"
        self.outputs: dict[str, str] = {}
        template = read_template(plan.template.read_text())
        # Their ids depend on the stack's name alone.
        apis = api_addresses(template, stack_name=plan.stack_name, parameters={})
        self._urls = StackUrls(
            public=self.url,
            sandbox=self.sandbox_url,
            sandbox_for_functions=f"http://127.0.0.1:{sandbox}",
            websocket_endpoint=self.emulator_url + apis.websocket,
        )
        sandbox_values = {"port": sandbox, "directory": self._directory / "sandbox", "public_url": self.url}
        module = [sys.executable, "-m"]
        self._children = [
            self._child("sandbox", [part.format(**sandbox_values) for part in plan.sandbox_command], sandbox),
            self._child(
                "emulator",
                [
                    *(*module, "local.emulator", "--port", str(emulator)),
                    *("--state-dir", str(self._directory / "emulator")),
                    *(("--isolated",) if plan.built else ()),
                ],
                emulator,
            ),
            self._child(
                "front door",
                [
                    *(*module, "local.front_door", "--port", str(port)),
                    *("--http-api-url", self.emulator_url + apis.http),
                    *("--websocket-api-url", f"ws://127.0.0.1:{emulator}{apis.websocket}"),
                ],
                port,
            ),
        ]

    def _child(self, name: str, command: Sequence[str], port: int) -> ChildProcess:
        log_file = self._directory / "logs" / f"{name.replace(' ', '-')}.log"
        return ChildProcess(name, command, port=port, log_file=log_file, directory=REPOSITORY)

    def start(self) -> None:
        """Start what does not run, deploy, and return when everything answers.

        Raises:
            StackError: a process did not start, or the template could not be deployed as it is written.
        """
        try:
            for child in self._children:
                child.start()
            for child in self._children:
                child.wait_until_ready()
            self.deploy()
        except (StartError, BuildError, DeployError, StackDiffersError, ValueError) as error:
            self.stop()
            raise StackError(str(error)) from error
        except BaseException:
            self.kill()
            raise

    def deploy(self) -> None:
        """Bring the stack in line with the template as it is now, and save it."""
        deployer = Deployer(
            self.emulator_url, stack_name=self._plan.stack_name, artifacts=self._directory / "artifacts"
        )
        parameters = self._plan.parameters(self._urls)
        self.outputs = deployer.deploy(self._plan.template, parameters, built=self._plan.built)
        self.save()

    def save(self) -> None:
        """Make the emulator write its state now. It does so itself a second after changes."""
        request = urllib.request.Request(f"{self.emulator_url}/_curator/snapshot", method="POST")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310 - an address of our own

    def stop(self) -> None:
        """Stop everything in order, keeping all state."""
        for child in reversed(self._children):
            child.terminate()
        for child in self._children:
            child.wait()

    def kill(self, *names: str) -> None:
        """End processes as a crash would: all of them, or those named `sandbox`, `emulator`, `front door`."""
        for child in self._children:
            if not names or child.name in names:
                child.kill()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def children(self) -> Sequence[ChildProcess]:
        """The processes: sandbox, emulator, front door."""
        return tuple(self._children)

    @property
    def running(self) -> bool:
        """Whether every process runs."""
        return all(child.running for child in self._children)

    def client(self, service: str) -> Any:
        """Return a boto3 client of the emulator."""
        return emulator_client(service, self.emulator_url)

    def function_logs(self, name: str) -> list[str]:
        """Return what a function logged, oldest first. `name` is its name or its logical id in the template."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        resources = pages.paginate(StackName=self._plan.stack_name).search("StackResourceSummaries[]")
        names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}
        configuration = self.client("lambda").get_function_configuration(FunctionName=names.get(name, name))
        logs = self.client("logs")
        try:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=configuration["LoggingConfig"]["LogGroup"]
            )
            events = [event for page in pages for event in page["events"]]
        except logs.exceptions.ResourceNotFoundException:  # it was never called
            return []
        return [event["message"] for event in sorted(events, key=lambda event: event["timestamp"])]

    def log_tail(self, lines: int = 30) -> str:
        """Return the last lines of every process."""
        return "\n".join(child.log_tail(lines) for child in self._children)
