"""`curator`, or `python -m local.cli`: runs Curator, uploads with it, watches over it, and lists what it serves."""

import typer

from local import bearer, serve
from local.cli import export, handlers, keys, login, permissions, talking, usage
from local.cli.doctor import command as doctor
from local.cli.new_handler import command as new_handler
from local.cli.operating import dead_letters, lanes, records, replay, status
from local.cli.uploading import command as uploading
from local.cli.watching import command as watching
from local.demo import __main__ as demo

app = typer.Typer(
    help="Curator from a terminal: run it, upload with it, watch over it, work on it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

RUN, UPLOAD, WATCH_OVER, WORK_ON = "Run it here", "Upload", "Watch over a deployment", "Work on it"

app.command("serve", rich_help_panel=RUN)(serve.main)
app.command("demo", rich_help_panel=RUN)(demo.main)
app.command("token", rich_help_panel=RUN)(bearer.main)
app.command("login", rich_help_panel=RUN)(login.login)
app.command("upload", rich_help_panel=UPLOAD)(uploading.upload)
app.command("watch", rich_help_panel=UPLOAD)(watching.watch)
app.command("export", rich_help_panel=UPLOAD)(export.export)
app.command("status", rich_help_panel=WATCH_OVER)(status.status)
app.command("doctor", rich_help_panel=WATCH_OVER)(doctor.doctor)
app.command("lanes", rich_help_panel=WATCH_OVER)(lanes.lanes)
app.command("dead-letters", rich_help_panel=WATCH_OVER)(dead_letters.dead_letters)
app.command("replay", rich_help_panel=WATCH_OVER)(replay.replay)
app.command("replays", rich_help_panel=WATCH_OVER)(records.replays)
app.command("incidents", rich_help_panel=WATCH_OVER)(records.incidents)
app.add_typer(keys.app, name="keys", rich_help_panel=WATCH_OVER)
app.add_typer(usage.app, name="usage", rich_help_panel=WATCH_OVER)
app.command("handlers", rich_help_panel=WORK_ON)(handlers.show_handlers)
app.command("permissions", rich_help_panel=WORK_ON)(permissions.show_permissions)
app.command("new-handler", rich_help_panel=WORK_ON)(new_handler.new_handler)
app.command("call", rich_help_panel=WORK_ON)(talking.call)
app.command("listen", rich_help_panel=WORK_ON)(talking.listen)


if __name__ == "__main__":
    app(prog_name="curator")
