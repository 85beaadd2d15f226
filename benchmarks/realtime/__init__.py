"""How soon do 200 people read what changes in 20 running batches, and does everybody read everything?

`python -m benchmarks.realtime` starts Curator on this machine, puts batches into its table, and opens the sockets
through the front door, ten to a batch. Then it moves the uploads of all batches along, as workers do: each is begun,
later completed, one conditional write each. Table, stream, function, API Gateway's stand-in and front door are those of
the local stack. The clock starts before the write is sent and stops when the frame has been parsed.

The run fails when a subscriber misses the last state of an upload, reads the end of its batch other than once, or finds
a gap in the numbers of its stream.

For comparison, the same writes are given to what the clients know from before: every socket reads its whole batch every
two seconds, and is sent all of it if anything changed. That is computed, with the best case for polling: reading takes
no time, sending neither.

What it shows: the way of a change, and that none is lost on it. What it cannot show: AWS' own times. Locally all of it,
clients included, shares this machine's processor, and the emulator answers one request at a time.
"""
