import httpx
import pytest

from tests.unit.sandbox.sandbox_client import ORIGIN, SandboxClient, jpeg

IMAGES = f"{ORIGIN}/mapillary/images?sequence_ids=sandbox-short"
TOKEN = {"Authorization": "Bearer x"}


def test_an_http_fault_happens_so_many_times(ordinary: SandboxClient) -> None:
    fault = ordinary.fault(kind="query.userinfo", behaviour="http", status=429, retry_after=7, times=2)
    url = f"{ORIGIN}/w/api.php?action=query&meta=userinfo&format=json"
    answers = [ordinary.http.get(url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "7"
    listed = ordinary.http.get(f"{ORIGIN}/sandbox/faults").json()["faults"]
    assert [(entry["id"], entry["met"], entry["remaining"]) for entry in listed] == [(fault["id"], 2, 0)]


@pytest.mark.parametrize("code", ["readonly", "blocked", "backend-fail-internal", "badtoken", "ratelimited", "any"])
def test_an_api_error_has_mediawikis_shape(ordinary: SandboxClient, code: str) -> None:
    ordinary.fault(kind="upload.commit", behaviour="api_error", code=code)
    reply = ordinary.publish("A.jpg", jpeg(1))
    assert reply["error"]["code"] == code
    assert ordinary.last.status_code == 200
    assert ordinary.last.headers["mediawiki-api-error"] == code
    assert ordinary.state()["files"] == []


def test_a_lagging_database_says_how_long_to_wait(ordinary: SandboxClient) -> None:
    ordinary.fault(kind="edit", behaviour="api_error", code="maxlag", retry_after=9)
    reply = ordinary.write("edit", {"title": "A", "text": "b"})
    assert reply["error"]["code"] == "maxlag"
    assert ordinary.last.headers["retry-after"] == "9"


def test_wikibase_words_a_rate_limit_fault_its_own_way(ordinary: SandboxClient) -> None:
    ordinary.fault(kind="wbeditentity", behaviour="api_error", code="ratelimited")
    assert ordinary.edit_data({"id": "M1"}, {})["error"]["code"] == "failed-save"
    assert ordinary.last.headers["mediawiki-api-error"] == "failed-save, ratelimited"


def test_a_fault_can_be_kept_to_one_account_and_start_late(ordinary: SandboxClient) -> None:
    ordinary.fault(kind="upload.*", behaviour="api_error", code="readonly", user="Demo", skip=1, times=None)
    demo = ordinary.as_user("Demo")
    assert ordinary.chunk("A.jpg", jpeg(1), end=2000)["upload"]["result"] == "Continue"
    assert demo.chunk("A.jpg", jpeg(1), end=2000)["upload"]["result"] == "Continue"
    assert demo.chunk("A.jpg", jpeg(1), end=2000)["error"]["code"] == "readonly"


def test_a_help_page_may_come_instead_of_json(ordinary: SandboxClient) -> None:
    ordinary.fault(kind="query.tokens", behaviour="html_200")
    answer = ordinary.http.get(f"{ORIGIN}/w/api.php?action=query&meta=tokens&format=json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_a_removed_fault_is_met_no_more(ordinary: SandboxClient) -> None:
    fault = ordinary.fault(kind="mapillary.images", status=500, times=None)
    assert ordinary.http.get(IMAGES, headers=TOKEN).status_code == 500
    ordinary.http.delete(f"{ORIGIN}/sandbox/faults/{fault['id']}")
    assert ordinary.http.get(IMAGES, headers=TOKEN).status_code == 200


@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [
        pytest.param("mapillary.images", "GET", "/mapillary/images?sequence_ids=sandbox-short", id="sequence"),
        pytest.param("mapillary.image", "GET", "/mapillary/1", id="image"),
        pytest.param("mapillary.many", "GET", "/mapillary?ids=1", id="images by id"),
        pytest.param("cdn", "GET", "/mapillary-cdn/1/256.jpg", id="picture"),
        pytest.param("geocoder", "GET", "/geocoder/reverse", id="geocoder"),
        pytest.param("wcqs", "POST", "/wcqs/sparql", id="query service"),
        pytest.param("oauth.initiate", "POST", "/w/index.php?title=Special:OAuth/initiate", id="login"),
    ],
)
def test_every_service_can_fail(anonymous: SandboxClient, kind: str, method: str, path: str) -> None:
    anonymous.fault(kind=kind, behaviour="http", status=502)
    response = anonymous.http.request(method, ORIGIN + path, headers=TOKEN)
    assert response.status_code == 502
    assert anonymous.state()["requests"][kind] == 1


@pytest.mark.parametrize(
    ("description", "complaint"),
    [
        pytest.param([], "JSON object", id="no object"),
        pytest.param({"behaviour": "drop"}, "kind", id="no kind"),
        pytest.param({"kind": "cdn", "behaviour": "explode"}, "behaviour is one of", id="unknown behaviour"),
        pytest.param({"kind": "cdn", "behaviour": "api_error"}, "needs a code", id="no code"),
        pytest.param({"kind": "cdn", "times": "often"}, "not a number", id="no number"),
        pytest.param({"kind": "cdn", "hues": 1}, "unknown fields", id="unknown field"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(anonymous: SandboxClient, description: object, complaint: str) -> None:
    response = anonymous.http.post(f"{ORIGIN}/sandbox/faults", json=description)
    assert response.status_code == 400
    assert complaint in response.json()["detail"]


def test_a_fault_with_a_probability_goes_on(anonymous: SandboxClient) -> None:
    anonymous.fault(kind="geocoder", behaviour="http", probability=0.5)
    answers = {_status(anonymous) for _ in range(60)}
    assert answers == {503, 200}


def _status(client: SandboxClient) -> int:
    response: httpx.Response = client.http.get(f"{ORIGIN}/geocoder/reverse?lat=47.37&lon=8.54")
    return response.status_code
