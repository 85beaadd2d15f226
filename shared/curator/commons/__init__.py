"""Wikimedia Commons: what Curator asks of it and tells it.

- `client`: signed requests; `signing`, `blocks`: its parts
- `errors`: what can go wrong; `error_codes`: which code means what
- `limits`: how fast this user may go
- `title_rules`, `titles`, `files`: what may be called how, and what is there already
- `file_checks`, `file_kinds`: which files Commons would refuse
- `stash`, `publishing`: a file's way in; `chunks`, `file_part`, `status`, `stash_search`, `warnings`: its parts
- `structured_data`, `structured_data_merge`: statements and captions
- `pages`, `edit_summary`: wikitext, null edits, and what edits say about themselves
- `categories`, `category_names`, `category_links`, `wikidata`: categories, and what Wikidata is told of them
"""
