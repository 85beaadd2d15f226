"""How often somebody may ask, and how many sockets they may hold.

    rules.py        Rule and Verdict: what is allowed, and how one call stands to it; pure
    limiter.py      RateLimiter, the interface; MemoryLimiter and TableLimiter realise it with the same answers
    memory.py       … for one process
    table.py        … for all instances together, in DynamoDB
    connections.py  ConnectionLimit: open sockets per user
    failing.py      what happens to a call when the limiter itself fails
    store.py        the only place that knows the table's keys
    wiring.py       all of it from a function's environment

Every window slides, and counts exactly: within any 60 seconds no more than the limit pass, however many ask at once.
"""
