from html.parser import HTMLParser

import pytest

from tests.unit.sandbox.sandbox_client import ORIGIN, SandboxClient, jpeg

EVIL = '<script>alert("x")</script>'


class Seen(HTMLParser):
    """Which tags a page has, which texts, and where its pictures and links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value for name, value in attrs if name in {"src", "href"} and value]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def page(client: SandboxClient, path: str) -> Seen:
    response = client.http.get(ORIGIN + path)
    assert response.status_code == 200
    assert response.headers["content-security-policy"].startswith("default-src 'self'")
    return Seen(response.text)


def test_an_empty_gallery_says_so(anonymous: SandboxClient) -> None:
    assert "Nothing has been published yet." in page(anonymous, "/").text


def test_the_gallery_shows_each_file_with_a_picture_that_loads(ordinary: SandboxClient) -> None:
    ordinary.publish('A "b" & é.jpg', jpeg(1))
    gallery = page(ordinary, "/")
    assert 'A "b" & é.jpg' in gallery.text
    assert "Ordinary" in gallery.text
    assert "one file" in gallery.text
    pictures = [target for target in gallery.targets if target.startswith("/thumbnails/")]
    assert len(pictures) == 1
    response = ordinary.http.get(ORIGIN + pictures[0])
    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg")


def test_the_description_url_leads_to_a_page_with_everything(ordinary: SandboxClient) -> None:
    info = ordinary.publish("A b & ü.jpg", jpeg(1))["upload"]["imageinfo"]
    statement = {
        "mainsnak": {"snaktype": "somevalue", "property": "P170"},
        "type": "statement",
        "qualifiers": {"P2093": [{"snaktype": "value", "property": "P2093",
                                  "datavalue": {"type": "string", "value": "alice"}}]},
    }  # fmt: skip
    change = {"labels": [{"language": "de", "value": "Eine Straße"}], "claims": [statement]}
    ordinary.edit_data({"site": "commonswiki", "title": "File:A b & ü.jpg"}, change)
    seen = page(ordinary, info["descriptionurl"].removeprefix(ORIGIN))
    for expected in ("File:A b & ü.jpg", "Eine Straße", "P170", "some value", "alice", info["sha1"], "File history"):
        assert expected in seen.text
    assert ordinary.http.get(info["url"]).content == jpeg(1)


def test_a_page_number_leads_to_its_page(ordinary: SandboxClient) -> None:
    ordinary.publish("A.jpg", jpeg(1))
    assert ordinary.http.get(f"{ORIGIN}/w/index.php?curid=1").headers["location"] == "/wiki/File:A.jpg"
    assert ordinary.http.get(f"{ORIGIN}/entity/M1").headers["location"] == "/wiki/File:A.jpg"


@pytest.mark.parametrize("base", ["/wiki/Special:FilePath/{name}?", "/w/index.php?title=Special:FilePath/{name}&"])
@pytest.mark.parametrize(
    ("query", "place"),
    [
        pytest.param("width=16", "/thumbnails/16/A_b_%26_%C3%BC.jpg", id="smaller than the file"),
        pytest.param("width=4000", "/images/A_b_%26_%C3%BC.jpg", id="wider than the file"),
        pytest.param("", "/images/A_b_%26_%C3%BC.jpg", id="no width"),
        pytest.param("width=x", "/images/A_b_%26_%C3%BC.jpg", id="a width that is no number"),
    ],
)
def test_a_files_name_leads_to_its_picture(ordinary: SandboxClient, base: str, query: str, place: str) -> None:
    ordinary.publish("A b & ü.jpg", jpeg(1, 64))

    reply = ordinary.http.get(ORIGIN + base.format(name="a_b_%26_%C3%BC.jpg") + query)

    assert (reply.status_code, reply.headers["location"]) == (302, place)
    assert ordinary.http.get(ORIGIN + place).headers["content-type"] == "image/jpeg"


def test_the_picture_of_a_file_that_is_not_there_is_not_found(anonymous: SandboxClient) -> None:
    assert anonymous.http.get(f"{ORIGIN}/wiki/Special:FilePath/A.jpg?width=160").status_code == 404


@pytest.mark.parametrize("path", ["/", "/wiki/File:A.jpg"])
def test_nothing_a_client_sends_becomes_markup(ordinary: SandboxClient, path: str) -> None:
    ordinary.publish("A.jpg", jpeg(1), text=EVIL, comment=EVIL)
    change = {"labels": [{"language": "en", "value": EVIL}]}
    ordinary.edit_data({"site": "commonswiki", "title": "File:A.jpg"}, change, summary=EVIL)
    assert "script" not in page(ordinary, path).tags


def test_a_page_that_is_not_there_is_not_found(anonymous: SandboxClient) -> None:
    response = anonymous.http.get(f"{ORIGIN}/wiki/File:{EVIL}")
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_the_consent_page_offers_every_account(anonymous: SandboxClient) -> None:
    key, _ = anonymous.oauth_step("initiate", callback_uri="oob")
    seen = page(anonymous, f"/w/index.php?title=Special:OAuth/authenticate&oauth_token={key}")
    for name in ("Demo", "Slow", "Ordinary", "Newcomer", "Patroller", "Robot", "Allow", "Cancel"):
        assert name in seen.text


def test_an_old_gallery_page_is_reached_by_a_link(ordinary: SandboxClient) -> None:
    robot = ordinary.as_user("Robot")
    for number in range(61):
        robot.write("upload", {"filename": f"P {number}.jpg"}, {"file": ("x", jpeg(number, 8), "image/jpeg")})
    assert "/?page=2" in page(robot, "/").targets
    assert "P 0.jpg" in page(robot, "/?page=2").text
