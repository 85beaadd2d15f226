"""Bounds of scans, each with its unit and where it comes from."""

from curator.usage.providers.limits import TIMEOUT_SECONDS

HIGH_WATER = 50  # tasks of one lane that have a slot: keeps the lane's item small, which each task writes again
HORIZON_SECONDS = 30.0  # ahead for which slots are given
WIDTH = 10  # tasks of one lane at once; GitHub allows 100 requests at once, all of an account's tokens together
RESERVE = 0.1  # share of every limit that is left to others who use the token; below it we wait for the reset
LEASE_SECONDS = 150.0  # a worker has ended, or was ended, by then: the function's time-out is 120
LOST_SECONDS = 300.0  # after its slot, a task that nobody has brought to an end counts as lost
CALL_SECONDS = TIMEOUT_SECONDS  # a call is over by then, or is given up
ATTEMPTS = 4  # the first and three more
BACK_OFF_SECONDS = (30.0, 120.0, 480.0)  # before each of those
JITTER = 0.2  # share of a back-off by which it is longer, at random
LONGEST_WAIT_SECONDS = 3600.0  # that a provider's refusals in a row may come to
JOB_KEPT_SECONDS = 90 * 86400.0
LOCK_SECONDS = 20 * 3600.0  # after which a job counts as lost, and another of its kind may begin
MAX_UNITS = 60  # calls that one task is given at once
A_DAY = 86400.0
STALE_SECONDS = 30 * A_DAY  # after which a package is described anew
