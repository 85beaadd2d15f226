"""The text of a new handler: what clients may say, what is answered, and the function between them."""

from local.cli.new_handler.wish import Wish

SCHEMA = '''
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 255}},
    "required": ["name"],
}
"""What the data of the package must be like, besides being the model."""

'''

NAMED = '''
class {name}Data(Part):
    """What the message says."""

    name: NonEmptyText


class {name}(Message):
    """Say in a sentence what a client asks for by this."""

    data: {name}Data


@handles({arguments})
def {function}(message: {name}, conversation: SocketConversation) -> None:
    """Answer that it went well.

        {{"pkg_id": {number}, "req_id": "…", "data": {{"name": "Lisbon"}}}}
        {{"pkg_id": {number}, "req_id": "…", "status_code": 0, "meta": null, "data": {{"status": "success", …}}}}

    Whatever is raised in here is answered by the router, and the socket stays open: an error of a room with its public
    message, anything else as an internal error.
    """
    answer = {{"status": "success", "name": message.data.name}}
    conversation.reply({{"type": "{answer_type}", "data": answer}})
'''

PAGINATED = '''
MAX_PER_PAGE = 100
ITEMS = tuple({{"id": number}} for number in range(1, 8))
"""What is listed: put the room's own list here."""


class {name}Data(Part):
    """What the message says."""

    {name_field}page: Annotated[int, Field(ge=1, le=MAX_ID)] = 1
    per_page: Annotated[int, Field(ge=1, le=MAX_PER_PAGE)] = 20


class {name}(Message):
    """Say in a sentence what a client asks for by this."""

    data: {name}Data{default}


@handles({arguments})
def {function}(message: {name}, conversation: SocketConversation) -> None:
    """Answer with one page of the list, and with which page it is.

        {{"pkg_id": {number}, "req_id": "…", "data": {{"page": 1, "per_page": 2}}}}
        {{"pkg_id": {number}, "req_id": "…", "status_code": 0, "meta": {{"page": 1, …}}, "data": {{"items": […]}}}}

    Whatever is raised in here is answered by the router, and the socket stays open: an error of a room with its public
    message, anything else as an internal error.
    """
    page, per_page = message.data.page, message.data.per_page
    items = list(ITEMS[(page - 1) * per_page : page * per_page])
    meta = Meta.counted(page=page, per_page=per_page, total=len(ITEMS))
    conversation.reply({{"type": "{answer_type}", "data": {{"items": items}}}}, meta=meta)
'''

ANSWER = '''"""What answers {type_name}."""

from typing import {typing}

from curator.realtime.messages.shape import {shapes}


class {name}Row(Shape):
    """{row_meaning}"""

{fields}


class {name}Response(ServerMessage):
    """The answer to {type_name}."""

    type: Literal["{answer_type}"]
    data: {name}Row
'''


def handler_of(wish: Wish) -> str:
    """Return the module of the handler and of its message's model."""
    body = (PAGINATED if wish.paginated else NAMED).format(
        name=wish.class_name,
        function=wish.name,
        number=wish.number,
        answer_type=wish.answer_type,
        arguments=_arguments(wish),
        name_field="name: NonEmptyText\n    " if wish.schema else "",
        default="" if wish.schema else f" = {wish.class_name}Data()",
    )
    names = sorted(
        {"Message", "Part"}
        | ({"MAX_ID"} if wish.paginated else set())
        | ({"NonEmptyText"} if wish.schema or not wish.paginated else set()),
        key=lambda name: (not name.isupper(), name),
    )
    heading = f'"""{wish.type_name}: say in a sentence what it is for."""\n\n'
    paging = "from typing import Annotated\n\nfrom pydantic import Field\n\n" if wish.paginated else ""
    meta = "from curator.foundation.pagination import Meta\n" if wish.paginated else ""
    imports = (
        f"{meta}from curator.realtime.protocol import {', '.join(names)}\n"
        "from curator.realtime.router import handles\n"
        "from functions.websocket.conversation import SocketConversation\n"
    )
    schema = SCHEMA.rstrip("\n") + "\n" if wish.schema else ""
    gap = "" if wish.paginated else "\n"
    return f"{heading}{paging}{imports}{schema}{gap}{body}"


def answer_of(wish: Wish) -> str:
    """Return the module of the answer's model."""
    fields = "    items: list[dict[str, Any]]" if wish.paginated else '    status: Literal["success"]\n    name: str'
    return ANSWER.format(
        type_name=wish.type_name,
        answer_type=wish.answer_type,
        name=wish.class_name,
        typing="Any, Literal" if wish.paginated else "Literal",
        shapes="ServerMessage, Shape",
        row_meaning="A page of the list." if wish.paginated else "How it went.",
        fields=fields,
    )


def _arguments(wish: Wish) -> str:
    roles = (
        f", roles=({', '.join(map(_quoted, wish.roles))}{',' if len(wish.roles) == 1 else ''})" if wish.roles else ""
    )
    return f'"{wish.type_name}", {wish.class_name}{roles}{", schema=SCHEMA" if wish.schema else ""}'


def _quoted(role: str) -> str:
    return f'"{role}"'
