"""What is not counted but supposed. Change it to what your own deployment's metrics say."""

GIB = 1024  # MiB

# Seconds that one call takes beside what it waits for others.
PACER_SECONDS = 0.15
BROADCASTER_SECONDS = 0.10
WEBSOCKET_SECONDS = 0.08
API_SECONDS = 0.12
JANITOR_SECONDS = 0.20
RESIZER_SECONDS = 1.5  # a photograph of 12 megapixels on a whole processor, with its five files read and written
UPLOADER_SECONDS = 0.3  # beside the uploads themselves, whose durations the simulation has

FILE_MEGABYTES = 3.0
LOG_KILOBYTES = 1.5  # of an invocation: Lambda's own three lines, one or two of ours, one of metrics

# The worker's checkpoints and the lock on a photograph's bytes, which are durations only in the simulation.
CHECKPOINT_WRITES = 3  # requests, each of one item below 1 KB
CHECKPOINT_READS = 2

# Of each message on a socket: the connection is read, its limit is written (docs/decisions.md).
MESSAGE_READS = 1
MESSAGE_WRITES = 1
SLICE = 18  # files a web client hands over at once
SLICE_LIMIT_WRITES = 1  # a slice has a limit of its own, too

# Of each call to a function: additions to the metrics of all instances, which an instance makes every ten seconds.
METRIC_WRITES = 1

# Lambda asks each queue by at least five pollers, for twenty seconds each.
POLLERS = 5
POLL_SECONDS = 20
RECEIVE_AND_DELETE = 2  # of each message, beside its sending
