"""How large a body is inside a Lambda event."""

TEXT_TYPES = {"application/json", "application/javascript", "application/xml"}


def size_in_event(body_size: int, content_type: str) -> int:
    """Return the size of the body as API Gateway hands it over: text as it is, everything else in base64.

    The rest of the event (headers, context) and JSON's escapes are not counted: they are small for what Curator sends.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in TEXT_TYPES or media_type.startswith("text/"):
        return body_size
    return (body_size + 2) // 3 * 4
