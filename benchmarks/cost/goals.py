"""What must hold, and why. No goal is taken from a run: each is worked out from what the work needs at the least.

A file of a batch, with a page open that shows it, takes at the least
    messages   one; sent, received and deleted it is three requests
    writes     transactions, in which an item counts twice: the upload and its text when they are asked for; the upload,
               its batch and its lane when a worker begins, and when it ends. Then the intent to publish, and the lock
               on its bytes, taken and let go. Three times something changed that is pushed, if not in the same second.
    reads      upload and lane to begin, batch and text to work, lane to end; upload and text before the slot is given,
               and upload before it is stored

Beyond that a goal allows what is meant to be there: ticks and the messages of turns that came early (a fifth of a
message); a lane of four kilobytes, for it holds a window's ends and the slots ahead; and two more looks at all a
worker reads, since it looks whether it is wanted, whether it may begin, and what comes next.

Prices enter as ratios alone. AWS may change them, and then both sides change.
"""

from benchmarks.cost import assumed

MOST_MESSAGES = 1.2  # of a file, ticks included: "about one per upload, and one tick per horizon"
REQUESTS_OF_MESSAGE = 1 + assumed.RECEIVE_AND_DELETE

IN_TRANSACTION = 2  # units of an item below a kilobyte
LEAST_WRITES = IN_TRANSACTION * (2 + 3 + 3) + assumed.CHECKPOINTS + assumed.LOCK_WRITES
LEAST_READS = 2 + assumed.WORK_READS + 1 + 2 + 1
PUSHES = 3  # it began, it is about to be published, it ended
LANE_KILOBYTES = 4
LANE_CHANGES = 2
LOOKS = 3
METRICS = 2  # the uploader's, and what there is of the other functions'

MOST_FOR_A_FILE = {
    "sqs requests": MOST_MESSAGES * REQUESTS_OF_MESSAGE,
    "lambda requests": MOST_MESSAGES + PUSHES + 2 / assumed.SLICE,
    "dynamodb write units": LEAST_WRITES
    + IN_TRANSACTION * LANE_CHANGES * (LANE_KILOBYTES - 1)
    + PUSHES * assumed.PUSH_WRITES
    + METRICS,
    "dynamodb read units": LOOKS * LEAST_READS + (PUSHES - 1) * assumed.PUSH_READS_WITH_BATCH + assumed.PUSH_READS,
}

# An image is staged, and stored as an original and four variants. Three times (accepted, at work, ready) a transaction
# writes the image, its event, its counters and what stands or falls with it; its user's quota is written twice. Each of
# the two functions that see it tells its metrics.
MOST_FOR_AN_IMAGE = {
    "s3 puts": 1 + 1 + 4,
    "sqs requests": REQUESTS_OF_MESSAGE,
    "lambda requests": 2,
    "dynamodb write units": IN_TRANSACTION * (3 * 4 + 2) + 2 * assumed.METRIC_WRITES,
}

# What may get lost (lanes, sockets, scans, dead letters) is looked after each minute, what may wait each hour. Where
# nothing happened a look writes its metrics and at most one thing more, and reads ten small items.
LOOKS_A_MONTH = 4 * 30 * 24 * (60 + 1)
MOST_FOR_A_MONTH = {
    "lambda requests": LOOKS_A_MONTH,
    "dynamodb write units": 2 * LOOKS_A_MONTH,
    "dynamodb read units": 10 * LOOKS_A_MONTH,
}

# Who puts a server in place of Curator pays for it when nobody comes, too.
MOST_OF_SERVER_WHEN_IDLE = 1 / 2  # of the small server's price
# An ordinary account publishes so many files in a month at the most; to pay off, a server must be worth half of one.
FILES_OF_ACCOUNT = 380 / 72 * 60 * 24 * 30
LEAST_TO_BREAK_EVEN = FILES_OF_ACCOUNT / 2
