import pytest

from tests.unit.sandbox.sandbox_client import ORIGIN, SandboxClient, jpeg

QUERY = 'SELECT ?file ?id WHERE { VALUES ?id { "498765468000000" "7" } ?file wdt:P1947 ?id . }'


def with_external_id(client: SandboxClient, identifier: str) -> None:
    client.publish("A.jpg", jpeg(1))
    datavalue = {"type": "string", "value": identifier}
    snak = {"snaktype": "value", "property": "P1947", "datatype": "external-id", "datavalue": datavalue}
    change = {"claims": [{"mainsnak": snak, "type": "statement", "rank": "normal"}]}
    client.edit_data({"site": "commonswiki", "title": "File:A.jpg"}, change)


def test_the_query_service_finds_what_has_been_published(ordinary: SandboxClient) -> None:
    with_external_id(ordinary, "498765468000000")
    response = ordinary.http.post(f"{ORIGIN}/wcqs/sparql", data={"query": QUERY})
    assert response.headers["content-type"] == "application/sparql-results+json;charset=utf-8"
    assert response.json() == {
        "head": {"vars": ["file", "id"]},
        "results": {
            "bindings": [
                {
                    "file": {"type": "uri", "value": f"{ORIGIN}/entity/M1"},
                    "id": {"type": "literal", "value": "498765468000000"},
                }
            ]
        },
    }


def test_the_query_service_finds_nothing_deleted(ordinary: SandboxClient) -> None:
    with_external_id(ordinary, "7")
    ordinary.http.post(f"{ORIGIN}/sandbox/delete", json={"title": "File:A.jpg"})
    response = ordinary.http.post(f"{ORIGIN}/wcqs/sparql", data={"query": QUERY})
    assert response.json()["results"]["bindings"] == []


def test_the_query_service_refuses_what_it_does_not_understand(anonymous: SandboxClient) -> None:
    assert anonymous.http.post(f"{ORIGIN}/wcqs/sparql", data={"query": "ASK {}"}).status_code == 400


@pytest.mark.parametrize(
    ("latitude", "longitude", "city", "country"),
    [
        pytest.param("47.3763", "8.5396", "Zürich", "ch", id="sandbox-walk"),
        pytest.param("52.5163", "13.3777", "Berlin", "de", id="sandbox-short"),
        pytest.param("59.3252", "18.0711", "Stockholm", "se", id="sandbox-long"),
    ],
)
def test_the_geocoder_knows_the_sequences_places(
    anonymous: SandboxClient, latitude: str, longitude: str, city: str, country: str
) -> None:
    parameters = {"lat": latitude, "lon": longitude, "zoom": "18", "format": "jsonv2"}
    address = anonymous.http.get(f"{ORIGIN}/geocoder/reverse", params=parameters).json()["address"]
    assert (address["city"], address["country_code"]) == (city, country)


def test_the_geocoder_says_where_nobody_lives(anonymous: SandboxClient) -> None:
    assert anonymous.http.get(f"{ORIGIN}/geocoder/reverse?lat=1&lon=1").json() == {"error": "Unable to geocode"}
    assert anonymous.http.get(f"{ORIGIN}/geocoder/reverse?lat=x").status_code == 400


def test_a_category_lists_its_files_page_by_page(ordinary: SandboxClient) -> None:
    for number in range(3):
        ordinary.publish(f"P {number}.jpg", jpeg(number), text="[[category:old_streets|x]]")
    query = {"action": "query", "list": "categorymembers", "cmtitle": "Category:Old streets", "cmtype": "file"}
    first = ordinary.send({**query, "cmlimit": "2"})
    assert [member["title"] for member in first["query"]["categorymembers"]] == ["File:P 0.jpg", "File:P 1.jpg"]
    second = ordinary.send({**query, "cmlimit": "2", "cmcontinue": first["continue"]["cmcontinue"]})
    assert [member["title"] for member in second["query"]["categorymembers"]] == ["File:P 2.jpg"]
    assert "continue" not in second


def test_a_deletion_stays_in_the_log_after_the_page_is_back(ordinary: SandboxClient) -> None:
    ordinary.write("edit", {"title": "Category:Gone", "text": "x"})
    ordinary.http.post(f"{ORIGIN}/sandbox/delete", json={"title": "Category:Gone", "comment": "empty"})
    ordinary.write("edit", {"title": "Category:Gone", "text": "x", "createonly": "1"})
    query = {"action": "query", "list": "logevents", "letype": "delete"}
    events = ordinary.send({**query, "letitle": "Category:Gone"})["query"]["logevents"]
    assert [(event["action"], event["comment"]) for event in events] == [("delete", "empty")]
    assert ordinary.send({**query, "letitle": "Category:Never"})["query"]["logevents"] == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        pytest.param({"action": "explode"}, "badvalue", id="unknown action"),
        pytest.param({"action": "edit", "title": "A", "text": "b"}, "missingparam", id="write by GET"),
    ],
)
def test_what_the_wiki_does_not_know_is_refused(ordinary: SandboxClient, parameters: dict[str, str], code: str) -> None:
    assert ordinary.send(parameters)["error"]["code"] == code


@pytest.mark.parametrize(
    ("parameters", "module", "remark"),
    [
        pytest.param({"list": "everything"}, "query", 'value for parameter "list": everything', id="unknown list"),
        pytest.param({"meta": "a|b"}, "query", 'values for parameter "meta": a, b', id="unknown metas"),
        pytest.param(
            {"list": "blocks", "bkprop": "age"}, "blocks", 'value for parameter "bkprop": age', id="unknown property"
        ),
    ],
)
def test_what_a_query_does_not_know_is_remarked_on_and_passed_over(
    ordinary: SandboxClient, parameters: dict[str, str], module: str, remark: str
) -> None:
    reply = ordinary.send({"action": "query", **parameters})
    assert reply["warnings"] == {module: {"warnings": f"Unrecognized {remark}"}}


def test_a_token_in_the_query_string_is_refused(ordinary: SandboxClient) -> None:
    reply = ordinary.send({"action": "edit", "token": ordinary.csrf()}, {"title": "A", "text": "b"})
    assert reply["error"]["code"] == "mustpostparams"
