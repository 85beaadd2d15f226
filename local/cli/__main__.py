"""`curator`, or `python -m local.cli`: the messages that are served, by whom and for whom, new ones, and a client."""

import typer

from local.cli import handlers, keys, permissions, talking, usage
from local.cli.new_handler import command as new_handler

app = typer.Typer(
    help="The messages that are served, by whom and for whom, new ones, and a client to send them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("handlers")(handlers.show_handlers)
app.command("permissions")(permissions.show_permissions)
app.command("new-handler")(new_handler.new_handler)
app.command("call")(talking.call)
app.command("listen")(talking.listen)
app.add_typer(keys.app, name="keys")
app.add_typer(usage.app, name="usage")


if __name__ == "__main__":
    app(prog_name="curator")
