"""The part of a file's page that shows its structured data, with the names of what Curator writes."""

import json
from html import escape
from typing import Any

from local.sandbox.wiki import Page

NAMES = {
    "P137": "operator",
    "P170": "creator",
    "P275": "copyright license",
    "P571": "inception",
    "P973": "described at URL",
    "P1259": "coordinates of the point of view",
    "P1433": "published in",
    "P1932": "object named as",
    "P1947": "Mapillary photo ID",
    "P2048": "height",
    "P2049": "width",
    "P2093": "author name string",
    "P2699": "URL",
    "P4082": "captured with",
    "P4174": "Wikimedia username",
    "P6216": "copyright status",
    "P7482": "source of file",
    "P7787": "heading",
    "P13988": "Mapillary username",
    "Q17985544": "Mapillary",
    "Q18199165": "CC BY-SA 4.0",
    "Q6938433": "CC0 1.0",
    "Q20007257": "CC BY 4.0",
    "Q26757498": "Mapillary",
    "Q28390": "degree",
    "Q50423863": "copyrighted",
    "Q66458942": "original creation by uploader",
    "Q74228490": "file available on the internet",
    "Q355198": "pixel",
}


def structured_data(page: Page) -> str:
    """Return the captions and statements of a file as tables; nothing where there are none."""
    if page.entity is None:
        return ""
    captions = "".join(
        f"<tr><th>{escape(term['language'])}</th><td>{escape(term['value'])}</td></tr>"
        for term in page.entity["labels"].values()
    )
    statements = "".join(_statement(claim) for claims in page.entity["statements"].values() for claim in claims)
    return (
        f'<h2>Structured data</h2><p class="quiet">M{page.id}</p>'
        f"{f'<h3>Captions</h3><div class=scroll><table>{captions}</table></div>' if captions else ''}"
        f"{f'<h3>Statements</h3><div class=scroll><table>{statements}</table></div>' if statements else ''}"
    )


def _statement(claim: dict[str, Any]) -> str:
    qualifiers = "".join(
        f'<br><span class="quiet">{escape(_named(name))}: {escape(", ".join(_value(snak) for snak in snaks))}</span>'
        for name, snaks in claim.get("qualifiers", {}).items()
    )
    name = escape(_named(claim["mainsnak"]["property"]))
    return f"<tr><th>{name}</th><td>{escape(_value(claim['mainsnak']))}{qualifiers}</td></tr>"


def _value(snak: dict[str, Any]) -> str:
    """Return a snak's value as people read it, unescaped."""
    if snak["snaktype"] != "value":
        return "some value" if snak["snaktype"] == "somevalue" else "no value"
    kind, value = snak["datavalue"]["type"], snak["datavalue"]["value"]
    if kind == "wikibase-entityid":
        return _named(str(value["id"]))
    if kind == "time":
        return str(value["time"]).removeprefix("+").partition("T")[0]
    if kind == "quantity":
        unit = NAMES.get(str(value["unit"]).rpartition("/")[2], "")
        return f"{str(value['amount']).removeprefix('+')} {unit}".rstrip()
    if kind == "globecoordinate":
        return f"{value['latitude']}, {value['longitude']}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _named(identifier: str) -> str:
    """Return a property or item with its name, where the name is known."""
    return f"{NAMES[identifier]} ({identifier})" if identifier in NAMES else identifier
