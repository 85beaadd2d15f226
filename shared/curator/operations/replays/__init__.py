"""Replays: dead letters sent back, each by the way that is right for its queue.

Somebody asks (an operator, an alarm, a command line); the wish becomes a record, and a message on the replays queue
wakes the replayer, which works it off letter by letter, within its budget. A letter is one replay's at a time, and its
end, its outcome and the replay's counts are one transaction. A way back may be gone twice after a crash: whatever it
leads to expects repeats.
"""
