"""The rules as cfn-lint takes them. It runs in an environment of its own; the root of the repository is its PYTHONPATH.

Numbers from E9000 on are left to rules of one's own:
https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#rule-id-categories
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

from tests.template.rules import _expansion, _functions, _queues, _roles, _storage
from tests.template.rules._reading import Problem, Resources

Check = Callable[[Resources], Iterator[Problem]]


def _rule(number: str, check: Check, says: str) -> type[CloudFormationLintRule]:
    """Return a check as a rule: it finds what the check yields, at the resource it is about."""

    def match(_self: CloudFormationLintRule, cfn: Template) -> list[RuleMatch]:
        found = check(Resources(_expanded(cfn)))
        return [RuleMatch(["Resources", one.logical_id], f"{one.logical_id} {one.text}") for one in found]

    about = {"id": number, "shortdesc": says, "description": says, "tags": ["curator"], "match": match}
    return type(number, (CloudFormationLintRule,), about)


@lru_cache(maxsize=1)  # of the one template that all rules look at
def _expanded(cfn: Template) -> dict[str, Any]:
    """Return a template's resources with SAM's transform applied."""
    return _expansion.expand(cfn.template)


# cfn-lint takes every class of the module for a rule.
E9001 = _rule("E9001", _functions.problems, "Every function states its needs, logs to what forgets, and loses nothing")
E9002 = _rule("E9002", _roles.problems, "Every function has a role of its own that names its actions and resources")
E9003 = _rule("E9003", _queues.problems, "Every queue has dead letters, alarms, and six times its consumer's time-out")
E9004 = _rule("E9004", _storage.problems_of_tables, "Every table can be restored, forgets what expires, and stays")
E9005 = _rule(
    "E9005", _storage.problems_of_buckets, "Every bucket is private, encrypted, tidied, and refuses plain HTTP"
)
E9006 = _rule("E9006", _storage.problems_of_logs, "Every log group says for how long it keeps what it has")
