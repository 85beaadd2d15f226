"""Rules every table keeps."""

import re
from importlib import import_module

import pytest

from curator.foundation.table import PARTITION, SORT, TTL
from curator.usage.records.orders import INDEXES
from tests.template.stack import ROOT, load

TABLES = load().of_type("AWS::DynamoDB::Table")


@pytest.mark.parametrize("table", sorted(TABLES))
class TestEveryTable:
    def test_has_the_keys_of_the_table_gateway(self, table: str) -> None:
        assert TABLES[table]["KeySchema"] == [
            {"AttributeName": PARTITION, "KeyType": "HASH"},
            {"AttributeName": SORT, "KeyType": "RANGE"},
        ]

    def test_forgets_items_at_the_time_the_table_gateway_knows(self, table: str) -> None:
        assert TABLES[table]["TimeToLiveSpecification"] == {"AttributeName": TTL, "Enabled": True}

    def test_is_paid_by_use(self, table: str) -> None:
        assert TABLES[table]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_indexes_are_those_the_stores_name() -> None:
    made = {index["IndexName"] for table in TABLES.values() for index in table.get("GlobalSecondaryIndexes", [])}
    shared = ROOT / "shared"
    named = {
        getattr(import_module(".".join(path.relative_to(shared).with_suffix("").parts)), constant)
        for path in (shared / "curator").rglob("store.py")
        for constant in re.findall(r"\bindex=([A-Z_]+)\b", path.read_text(encoding="utf-8"))
    }
    assert made == named | {*INDEXES.values()}  # those of the usage room's lists are looked up by their order


def test_only_the_table_somebody_listens_to_has_a_stream() -> None:
    assert {name for name, table in TABLES.items() if "StreamSpecification" in table} == {"UploadsTable"}


def test_the_key_of_the_stored_tokens_outlives_the_stack_as_the_tokens_do() -> None:
    resource = load().resources["TokenKeySecret"]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
