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

ROW_KILOBYTES = 3.0  # of a file's rows, its text and what the audit trail keeps of it, for a month

# The work itself is only a duration in the simulation.
CHECKPOINTS = 1  # the intent to publish: a write of the upload's row, which those who watch are told
LOCK_WRITES = 2  # the lock on a photograph's bytes, taken and let go
WORK_READS = 2  # the batch and the text

# Of each push to those who watch a batch (`functions/broadcaster`): its turn and its log are written, who watches is
# asked before the turn and after it, and the same of the list of batches where the batch has changed as well.
PUSH_WRITES = 2
PUSH_READS = 2  # of an upload alone
PUSH_READS_WITH_BATCH = 4
PUSH_FRAMES_WITH_BATCH = 2  # the uploads, and how far the batch is

# Of each message on a socket: the connection is read, its limit is written (docs/decisions.md).
MESSAGE_READS = 1
MESSAGE_WRITES = 1
SLICE = 18  # files a web client hands over at once
SLICE_LIMIT_WRITES = 1  # a slice has a limit of its own, too

# Of each call to a function: an addition to the metrics of all instances. An instance makes one every ten seconds at
# most, which is fewer than one a call where calls follow each other.
METRIC_WRITES = 1
METRIC_SECONDS = 10

# Lambda asks each queue by at least five pollers, for twenty seconds each.
POLLERS = 5
POLL_SECONDS = 20
RECEIVE_AND_DELETE = 2  # of each message, beside its sending; the pacer sends up to ten at once, which is left out
