"""What does Curator cost on AWS: ten thousand files, ten thousand images, and a month in which nobody comes?

`python -m benchmarks.cost` counts what AWS charges for, and prices it from one list (`prices.py`), without any free
tier. Three things are counted:

    batch   10,000 files of one user under Commons' ordinary limits, 34 hours long, by the simulation of
            `benchmarks.pacing`: the real service, pacer, claims, stores and recovery over a clock that jumps. Every
            read and write unit of the uploads table and its index is metered as DynamoDB would, every message counted.
    images  the requests for an image that `make bench-image-load` measured on the local stack, times 10,000
    month   what the template runs by itself: each scheduled run of the janitor is run on the template's own tables,
            empty, in moto, and its requests are counted; alarms, secrets and the pollers of queues are read from the
            template

What no simulation tells is written down in one place, `assumed.py`: how long calls take, how large files and log lines
are. The server it is compared with runs all month, whatever comes.

The counts are held to what the work needs at the least (`goals.py`). Prices are AWS' own business, and judged as a
ratio: what Curator costs beside what a server does, by the same list.
"""
