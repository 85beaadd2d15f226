"""The indexes: the same in the template, in memory and in moto."""

from local.deployment.expectations import read_template
from local.stack import REPOSITORY
from tests.fakes.usage_tables import USAGE_INDEXES
from tests.unit.usage.stores import REACT, Stores


def test_the_template_has_the_indexes_that_the_stores_read() -> None:
    table = read_template((REPOSITORY / "template.yaml").read_text())["Resources"]["UsageTable"]["Properties"]
    found = {
        one["IndexName"]: (
            *(key["AttributeName"] for key in one["KeySchema"]),
            *one["Projection"].get("NonKeyAttributes", []),
        )
        for one in table["GlobalSecondaryIndexes"]
    }
    assert found == {name: (one.partition, one.sort, *one.included) for name, one in USAGE_INDEXES.items()}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_an_index_carries_keys_and_what_filters_need_and_no_more(both_stores: Stores) -> None:
    owner = both_stores.organization()
    app = both_stores.repository("app", owner)
    both_stores.scan(owner, app, REACT)
    (listed,) = both_stores.table.query("by_stars_pk = :all", {":all": "ORGANIZATIONS"}, index="by_stars")
    assert listed.keys() == {"PK", "SK", "by_stars_pk", "by_stars_sk", "facts"}
    (used,) = both_stores.table.query("by_repository_pk = :app", {":app": app.id}, index="by_repository")
    assert used == {
        "PK": "PKG#npm#react",
        "SK": f"DEP#{owner.id}#{app.id}",
        "by_repository_pk": app.id,
        "by_repository_sk": "npm#react",
    }
