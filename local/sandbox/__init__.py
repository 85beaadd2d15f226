"""All outside services of Curator on one port of this machine.

Wikimedia Commons, Mapillary, Flickr, a geocoder and WCQS; and GitHub, ecosyste.ms, Libraries.io and deps.dev, which all
tell of one made-up world of organisations and repositories (`world`).

`app.create_app(settings)` is the application, `python -m local.sandbox` runs it, `settings` and `users` hold the
constants others need. Its Commons is held to replies recorded from a real MediaWiki (`tests/fixtures/mediawiki`).
"""
