"""The frame of the sandbox's pages. Whatever is put into a page is escaped by the one who puts it there."""

from html import escape

from starlette.responses import HTMLResponse

POLICY = "default-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'"
STYLE = """
:root { color-scheme: light dark; --line: #c8ccd1; --quiet: #54595d; --paper: #fff; --ground: #f8f9fa; --ink: #202122;
  --accent: #36c; }
@media (prefers-color-scheme: dark) { :root { --line: #404244; --quiet: #a2a9b1; --paper: #1b1c1e; --ground: #101113;
  --ink: #eaecf0; --accent: #88a3e8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { background: var(--paper); border-bottom: 1px solid var(--line); }
header div, main { max-width: 76rem; margin: 0 auto; padding: 1rem 1.25rem; }
header div { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; }
header a { font-weight: 600; text-decoration: none; }
header span, .quiet { color: var(--quiet); font-size: .875rem; }
a { color: var(--accent); overflow-wrap: anywhere; }
h1 { font: 600 1.75rem/1.25 Georgia, serif; margin: .5rem 0 1rem; overflow-wrap: anywhere; }
h2 { font: 600 1.25rem/1.3 Georgia, serif; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; padding: 0;
  margin: 0; list-style: none; }
.gallery li { background: var(--paper); border: 1px solid var(--line); border-radius: 2px; overflow: hidden; }
.gallery img { display: block; width: 100%; aspect-ratio: 4 / 3; object-fit: cover; background: var(--line); }
.gallery p { margin: 0; padding: .5rem .75rem .75rem; font-size: .9375rem; }
figure { margin: 0; } figure img { max-width: 100%; height: auto; background: var(--line); }
table { border-collapse: collapse; width: 100%; background: var(--paper); font-size: .9375rem; }
th, td { border: 1px solid var(--line); padding: .375rem .625rem; text-align: left; vertical-align: top;
  overflow-wrap: break-word; }
td.short { white-space: nowrap; }
th { font-weight: 600; white-space: nowrap; }
pre { background: var(--paper); border: 1px solid var(--line); padding: .75rem; overflow-x: auto;
  white-space: pre-wrap; }
.scroll { overflow-x: auto; }
form.card { background: var(--paper); border: 1px solid var(--line); border-radius: 2px; padding: 1.25rem 1.5rem;
  max-width: 36rem; }
fieldset { border: 0; padding: 0; margin: 1rem 0; } legend { font-weight: 600; }
label { display: block; padding: .25rem 0; } label small { color: var(--quiet); display: block; padding-left: 1.6rem; }
button { font: inherit; font-weight: 600; padding: .5rem 1.25rem; border-radius: 2px; border: 1px solid var(--line);
  background: var(--paper); color: var(--ink); cursor: pointer; margin-right: .5rem; }
button.yes { background: #36c; border-color: #36c; color: #fff; }
"""


def page(title: str, content: str, *, status: int = 200, refresh_seconds: int = 0) -> HTMLResponse:
    """Return a page; `content` is HTML, `title` is text."""
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    return HTMLResponse(
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<link rel="icon" href="data:,">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}<style>{STYLE}</style></head>'
        '<body><header><div><a href="/">Sandbox Commons</a><span>A stand-in for Wikimedia Commons on this machine. '
        f"Nothing here leaves it.</span></div></header><main>{content}</main></body></html>",
        status_code=status,
        headers={"Content-Security-Policy": POLICY},
    )
