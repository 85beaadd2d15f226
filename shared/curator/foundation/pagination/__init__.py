"""Lists, a page at a time: numbered, or by cursors that a client hands back.

    paginate(source, page, per_page, cursor, filters=…, cursors=…)  ->  rows, Meta

A `source` is a list in memory or a key range of a table (`sources`), filters are by attribute (`filters`), cursors are
signed (`cursors`), counts can be remembered (`counting`). Only what describes a page is imported from here, because
most functions need no more: `from curator.foundation.pagination.pages import paginate` for the rest.
"""

from curator.foundation.pagination.meta import Meta

__all__ = ["Meta"]
