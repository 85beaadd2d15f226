"""What operators see of the whole system at once.

queues     how much waits in each queue, and since when
ages       since when, as CloudWatch tells it
functions  how often each function was called, how long that took, how it ended; from what all instances have counted
attention  what somebody should look at, in sentences; pure
"""
