"""The rules as cfn-lint takes them. It runs in an environment of its own; the root of the repository is its PYTHONPATH.

Numbers from E9000 on are left to rules of one's own:
https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#rule-id-categories
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

from tests.template.rules import _expansion, _functions, _queues, _roles, _storage
from tests.template.rules._reading import Problem, Resources

_EXPANDED: dict[int, dict[str, Any]] = {}
Check = Callable[[Resources], Iterator[Problem]]


class _Rule(CloudFormationLintRule):  # type: ignore[misc] # mypy runs where cfn-lint is not
    """One of our rules: what a check yields, at the resource it is about."""

    source_url = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html"
    tags: ClassVar[list[str]] = ["curator"]
    check: ClassVar[Check]

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Return the problems of one template, SAM's transform applied."""
        found = type(self).check(Resources(_expanded(cfn)))
        return [RuleMatch(["Resources", one.logical_id], f"{one.logical_id} {one.text}") for one in found]


def _expanded(cfn: Template) -> dict[str, Any]:
    """Return a template's resources, expanded once for all rules."""
    if id(cfn) not in _EXPANDED:
        _EXPANDED.clear()
        _EXPANDED[id(cfn)] = _expansion.expand(cfn.template)
    return _EXPANDED[id(cfn)]


class FunctionsAreWatched(_Rule):
    """E9001."""

    id = "E9001"
    shortdesc = "Time-out, memory, log and failures of functions"
    description = "Every function states its time-out and memory, logs to a group that forgets, and loses nothing"
    check = _functions.problems


class RolesAreSmall(_Rule):
    """E9002."""

    id = "E9002"
    shortdesc = "Roles of functions"
    description = "Every function has a role of its own that names its actions and resources"
    check = _roles.problems


class QueuesLoseNothing(_Rule):
    """E9003."""

    id = "E9003"
    shortdesc = "Dead letters, alarms and visibility timeouts of queues"
    description = "Every queue has a dead-letter queue, alarms, and six times its consumer's time-out"
    check = _queues.problems


class TablesCanBeRestored(_Rule):
    """E9004."""

    id = "E9004"
    shortdesc = "Recovery, expiry and encryption of tables"
    description = "Every table can be restored to any second, forgets what expires, and outlives the stack"
    check = _storage.problems_of_tables


class BucketsArePrivate(_Rule):
    """E9005."""

    id = "E9005"
    shortdesc = "Privacy, encryption and lifecycle of buckets"
    description = "Every bucket is private, encrypted, tidied, and refuses plain HTTP"
    check = _storage.problems_of_buckets


class LogsForget(_Rule):
    """E9006."""

    id = "E9006"
    shortdesc = "Retention of log groups"
    description = "Every log group says for how long it keeps what it has"
    check = _storage.problems_of_logs
