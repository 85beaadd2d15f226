"""How large should the chunks of an upload be?

`python -m benchmarks.chunks` sends one file to the sandbox wiki in chunks of 1, 2, 4, 8 and 16 MiB, with 0, 50 and 150
milliseconds added to every request, and prints a table; the same is in `build/bench/chunks.json`.

What it shows: how much of an upload's time is spent on requests rather than on bytes, and that memory does not grow
with the chunk. What it cannot show: the bandwidth between a Lambda function and Commons, TCP finding its pace over a
long way, and what Commons' own storage needs per chunk. All three add to the time of the bytes, or to the time of a
request, alike; so the *share* of the time that goes to requests is, if anything, too high here, and larger chunks look
better than they are.

The default, `curator.commons.client.DEFAULT_CHUNK_BYTES`, follows from `choice`: the smallest chunk that is not much
slower than the fastest one, for what a lost connection costs is one chunk sent again.
"""
