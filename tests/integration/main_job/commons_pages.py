"""What the sandbox's Commons tells everybody about a file: its page and its structured data, in plain values."""

from typing import Any

import httpx

from local.stack import LocalStack

Row = dict[str, Any]


def page_text(stack: LocalStack, title: str) -> str:
    """Return the wikitext of a page."""
    reply = _ask(stack, action="query", titles=title, prop="revisions", rvprop="content", rvslots="main")
    text: str = reply["query"]["pages"][0]["revisions"][0]["slots"]["main"]["content"]
    return text


def statements(stack: LocalStack, title: str) -> Row:
    """Return property to value of a file's statements; a value with qualifiers comes with those, in a tuple."""
    reply = _ask(stack, action="wbgetentities", sites="commonswiki", titles=title)
    (entity,) = reply["entities"].values()
    return {name: _told(statement) for name, (statement,) in entity["statements"].items()}


def _ask(stack: LocalStack, **params: str) -> Any:
    query = {**params, "format": "json", "formatversion": "2"}
    return httpx.get(f"{stack.sandbox_url}/w/api.php", params=query).raise_for_status().json()


def _told(statement: Row) -> Any:
    value = _value(statement["mainsnak"])
    qualifiers = {name: _value(snak) for name, (snak,) in statement.get("qualifiers", {}).items()}
    return (value, qualifiers) if qualifiers else value


def _value(snak: Row) -> Any:
    if snak["snaktype"] != "value":
        return snak["snaktype"]
    match snak["datavalue"]["value"]:
        case {"id": item}:
            return item
        case {"time": time, "precision": precision}:
            return time, precision
        case {"latitude": latitude, "longitude": longitude}:
            return latitude, longitude
        case {"amount": amount}:
            return float(amount)
        case text:
            return text
