"""Which usage route answers what with which status."""

from collections.abc import Mapping

from pydantic import BaseModel

from functions.api.documents import usage
from functions.api.documents.described import CSV, JSON, Answer, Route, Visitor
from functions.api.documents.image_routes import WRONG_FORM, refusal

TAGGED = {"ETag": "the tag of this very answer, for If-None-Match", "Cache-Control": "kept by whoever asked, no other"}
UNCHANGED = Answer(description="the caller has the answer", headers=TAGGED)
DOWNLOAD = {"Content-Disposition": "the name to save the file under", **TAGGED}
NEXT_PAGE = {"Link": "the address of the next page, where there is one"}
NO_PACKAGE = refusal("nobody is known to use such a package, and nobody has asked for it")
NO_ORGANIZATION = refusal("there is no such organisation")
NO_QUESTION = refusal(
    "an ecosystem, a name or a page that cannot be; or a cursor that is none of this list's, or too old"
)
PACKAGE = "/api/v1/packages/{ecosystem}/{name}"


def _kept(model: type[BaseModel], **more: Answer) -> Route:
    answers = {304: UNCHANGED, 400: NO_QUESTION, 422: WRONG_FORM, **{int(key[1:]): one for key, one in more.items()}}
    described = Answer(description=(model.__doc__ or "").strip(), content={JSON: model}, headers=TAGGED)
    return Route(visitor=Visitor.KEY_HOLDER, answers={200: described, **answers})


def _asked(model: type[BaseModel], missing: str) -> Route:
    described = Answer(description=(model.__doc__ or "").strip(), content={JSON: model})
    answers = {200: described, 400: NO_QUESTION, 404: refusal(missing), 422: WRONG_FORM}
    return Route(visitor=Visitor.KEY_HOLDER, answers=answers)


USERS = Answer(
    description=(usage.Users.__doc__ or "").strip(),
    content={JSON: usage.Users, CSV: None},
    headers=TAGGED,
    optional_headers=NEXT_PAGE,
)
SPREADSHEET = Answer(
    description="The organisations with their strongest proof, below a line of headings (RFC 4180).",
    content={CSV: None},
    headers=DOWNLOAD,
    optional_headers=NEXT_PAGE,
)
REFUSED = {304: UNCHANGED, 400: NO_QUESTION, 404: NO_PACKAGE, 422: WRONG_FORM}

USAGE_ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "/api/v1/search/packages"): _kept(usage.PackageList),
    ("GET", "/api/v1/search/organizations"): _kept(usage.OrganizationList),
    ("GET", "/api/v1/stats"): _kept(usage.UsageStatistics),
    ("GET", "/api/v1/organizations"): _kept(usage.OrganizationList),
    ("GET", "/api/v1/organizations/{name}"): _kept(usage.OrganizationDetails, _404=NO_ORGANIZATION),
    ("GET", "/api/v1/packages"): _kept(usage.PackageList),
    ("GET", f"{PACKAGE}/users/{{organization}}"): _asked(
        usage.UserRepositories, "there is no such package or organisation, or the one is not known to use the other"
    ),
    ("GET", f"{PACKAGE}/users.csv"): Route(visitor=Visitor.KEY_HOLDER, answers={200: SPREADSHEET, **REFUSED}),
    ("GET", f"{PACKAGE}/users"): Route(visitor=Visitor.KEY_HOLDER, answers={200: USERS, **REFUSED}),
    ("GET", f"{PACKAGE}/dependents"): _kept(usage.Dependents, _404=NO_PACKAGE),
    ("GET", f"{PACKAGE}/changes"): _asked(usage.UserChanges, "nobody is known to use such a package"),
    ("GET", PACKAGE): _kept(usage.PackageDetails, _404=NO_PACKAGE),
}
