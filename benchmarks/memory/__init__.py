"""How much memory does a photograph of 1 GiB need on its way to Commons?

`python -m benchmarks.memory` starts Curator on this machine and takes the uploader's messages away from the emulated
Lambda: each is given to the function's own handler in a new process, whose memory is then nobody else's. Everything
the handler talks to runs in other processes and is reached through sockets: tables, queues and secrets of the emulator,
the photograph's server, and the wiki. It brings a photograph of 1 MiB and one of 1 GiB to the wiki, prints a table, and
writes the same to `build/bench/memory.json`. The wiki is asked afterwards whether it has the very bytes, once.

The run fails when a process ever held `report.LIMIT_MEBIBYTES` of resident memory, or if the large photograph took
a chunk's size more than the small one: then something keeps what should only pass through.

What it shows: download, SHA-1, the check of the file, chunks, assembly, publication and structured data, none of which
holds the file. What it cannot show: Lambda's own runtime, which adds some MiB of its own, and x86-64 or arm64 builds
other than this machine's. Four times the large photograph's size is needed on the disk that holds temporary files.
"""
