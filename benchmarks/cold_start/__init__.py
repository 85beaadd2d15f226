"""How much does each function load before it can answer, and how long does that take?

`python -m benchmarks.cold_start` builds every function and layer with the Makefiles that a deploy uses, for this
machine's Python, and imports each built function in fresh processes of a bare interpreter: no site-packages, nothing on
its path but what is in the function's own layers, with the environment the template gives it. So a library that is
missing in a layer shows here, too.

For each function:

    CPU         of the process, less that of an interpreter that does nothing; user and system, all threads. The median
                of the runs is shown, and the least, which other programs on the machine disturb least
    quiet       the least, scaled by a yardstick that is measured in between: importing botocore, which took 125 ms on
                the machine where the goals were set. A busy or slower machine takes as much longer for both. Goals are
                held to this column.
    + event     the least of the same and what the commonest first event makes: the function's services and a DynamoDB
                client; the api answers a request. What an import leaves for later shows here if an event needs it
    eager twin  the same code if it did nothing late: every import that stands inside a function, all AWS clients, and
                all of the API's routes are read at the start
    modules     in `sys.modules`, beside what the bare interpreter has

What it shows: what our code makes Python do before the first event, and what doing it late saves. What it cannot show:
Lambda's own part (fetching the code, starting the environment) and its processors. Compare ratios, not milliseconds.
"""
