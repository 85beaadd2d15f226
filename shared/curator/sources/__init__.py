"""Where photographs come from.

- `source`: the interface, and what is known about a photo
- `registry`: the sources there are
- `mapillary` with `mapillary_images`, `mapillary_statements`: sequences of street-level photos
- `flickr` with `flickr_urls`, `flickr_api`, `flickr_lists`, `flickr_photos`, `flickr_licences`, `flickr_statements`:
  albums, photostreams and single photos, each photo under a licence of its own
- `files` with `files_inputs`, `files_images`, `files_statements`, `files_download`: what the user uploaded here, kept
  by whoever satisfies `own_files`
- `licences`: which ones Commons takes
- `statements`: building blocks of structured data
- `geocoding`, `existing`: what other services know about photos
- `downloads`, with `hosts`, `addresses` and `pinning`: fetching a photo's file, safely
- `errors`: what can go wrong
"""
