"""How many images a second become variants on this machine, and what does one cost in requests?

`python -m benchmarks.image_load` starts Curator on this machine and stores a thousand photographs by its own API: the
first half with the request, the second half by a form straight to storage. API, S3, queue, resizer and table are those
of the local stack, deployed from the template; every image goes the whole way, and afterwards every one is looked at:
completed, with four variants in storage and nothing left in staging. The run fails otherwise.

Requests are counted by the emulator (local/emulator/counting.py), those of the functions and those of the browser
that posts a form; what this program asks is not among them. Lambda's own requests to the queue are computed: one
receives and one deletes each message that was handed to the resizer, as AWS charges them.

What it shows: the cost in requests, which is the same on AWS. What it cannot show: AWS' own speed. Locally everything,
this program and the emulator included, shares this machine's processors.
"""
