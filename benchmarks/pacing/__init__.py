"""How soon are a user's uploads done, against the best that any schedule could do?

`python -m benchmarks.pacing` runs Curator's own pacer, claims, stores and recovery in virtual time, on a table in
memory and queues that deliver as SQS does, against a wiki that enforces its rate limits and counts every refusal. It
prints a table; the same is in `build/bench/pacing.json`.

What it shows: the time to finish beside a bound that no schedule can beat, the messages and the table's operations per
file, and that the pace causes no refusal. What it cannot show: two workers writing a lane at the same instant, what a
table's answer takes, and how long Lambda needs to start.
"""
