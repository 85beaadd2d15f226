"""Uploading from a terminal: a collection of a source, or a folder of one's own photographs.

    folder ─▶ own files ─┐
                         ├─▶ photographs ─▶ titles and pages ─▶ slices ─▶ a batch, watched to its end
    sequence, album ─────┘

Titles and description pages are those that the web client writes (functions/api/client/assets): whoever looks at a file
on Commons cannot tell, and need not know, from where its batch was started.
"""
