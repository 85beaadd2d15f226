"""Which route of the image API answers what with which status."""

from collections.abc import Mapping

from functions.api.documents import dashboard, images
from functions.api.documents.described import JSON, TEXT, Answer, Route, Visitor, ok, page


def refusal(description: str) -> Answer:
    """Return a refusal or a failure in the form that the image API gives it."""
    return Answer(description=description, content={JSON: images.Refusal})


def _wrong(description: str) -> Answer:
    return Answer(description=description, content={JSON: images.WrongForm})


QUOTA = {
    "X-RateLimit-Limit": "images per hour",
    "X-RateLimit-Remaining": "how many of them are left",
    "X-RateLimit-Reset": "when the hour ends, in seconds since 1970",
}
WRONG_FORM = _wrong("the request has the wrong form")
NO_IMAGE = refusal("there is no finished image of this id, or no such variant")
REDIRECT = {
    "Location": "the variant, for an hour",
    "ETag": "the SHA-256 of the variant's bytes",
    "Cache-Control": "for how long the address may be kept",
}
REFUSED: Mapping[int, Answer] = {
    400: refusal("the body cannot be read"),
    415: refusal("the file is none of the types that are taken"),
    422: _wrong("a part is missing or wrong, the bucket's name is none, or the metadata is too large"),
    429: Answer(
        description="the hour is used up",
        content={JSON: images.Refusal},
        headers=QUOTA | {"Retry-After": "seconds to the end of the hour"},
    ),
}

IMAGE_ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "/api/v1"): Route(answers={200: ok(images.Card)}),
    ("GET", "/api/v1/info"): Route(answers={200: ok(images.Info)}),
    ("POST", "/api/v1/images/upload"): Route(
        visitor=Visitor.CALLER,
        answers={
            202: ok(images.Accepted, QUOTA),
            413: refusal("the file has too many bytes or pixels; the sentence names the way for larger files"),
            **REFUSED,
        },
    ),
    ("POST", "/api/v1/images/uploads"): Route(
        visitor=Visitor.CALLER, answers={201: ok(images.Announced, QUOTA), **REFUSED}
    ),
    ("GET", "/api/v1/images/jobs/{job_id}"): Route(
        answers={200: ok(images.Job), 404: refusal("there is no such job"), 422: WRONG_FORM}
    ),
    ("GET", "/api/v1/images/jobs/{job_id}/result"): Route(
        answers={
            200: ok(images.Result),
            404: refusal("there is no such job"),
            409: refusal("the job has no result; the sentence says where it stands"),
            422: WRONG_FORM,
        }
    ),
    ("GET", "/api/v1/images/mine"): Route(
        visitor=Visitor.CALLER,
        answers={
            200: ok(images.OwnImages),
            404: refusal("`after` is no image of the caller's"),
            422: WRONG_FORM,
        },
    ),
    ("GET", "/api/v1/images/batch"): Route(
        answers={200: ok(images.Batch), 400: refusal("more than 50 ids"), 422: WRONG_FORM}
    ),
    ("GET", "/api/v1/images/{image_id}"): Route(answers={200: ok(images.Image), 404: NO_IMAGE, 422: WRONG_FORM}),
    ("GET", "/api/v1/images/{image_id}/all"): Route(
        answers={200: ok(images.AllVariants), 404: NO_IMAGE, 422: WRONG_FORM}
    ),
    ("GET", "/api/v1/images/{image_id}/direct"): Route(
        answers={
            304: Answer(description="the caller has the variant's bytes", headers=REDIRECT),
            307: Answer(description="to the variant's bytes", headers=REDIRECT),
            404: NO_IMAGE,
            422: WRONG_FORM,
        }
    ),
    ("DELETE", "/api/v1/images/{image_id}"): Route(
        visitor=Visitor.CALLER,
        answers={
            200: ok(images.Deleted),
            403: refusal("it is another user's, the permission is missing, or another site's page asks"),
            404: refusal("there is no finished image of this id"),
            422: WRONG_FORM,
        },
    ),
    ("GET", "/api/v1/health"): Route(answers={200: ok(images.Alive)}),
    ("GET", "/api/v1/health/stats"): Route(answers={200: ok(images.Stats)}),
    ("GET", "/api/v1/health/failed"): Route(answers={200: ok(images.FailedJobs), 422: WRONG_FORM}),
    ("GET", "/api/v1/health/auth"): Route(answers={200: ok(images.AuthHealth)}),
    ("GET", "/dashboard"): Route(
        visitor=Visitor.CALLER,
        answers={200: page("the page"), 401: page("nobody is logged in"), 403: page("only operators may")},
    ),
    ("GET", "/dashboard/data"): Route(visitor=Visitor.CALLER, answers={200: ok(dashboard.Dashboard)}),
    ("GET", "/metrics"): Route(
        answers={200: Answer(description="metrics in the text format of Prometheus", content={TEXT: None})}
    ),
}
