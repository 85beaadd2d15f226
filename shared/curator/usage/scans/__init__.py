"""Finding, reading, enriching and cleaning up, at the pace that each provider allows.

    a schedule, a request ──▶ job ──▶ tasks, waiting in lanes ──tick──▶ delayed messages ──▶ worker ──▶ more tasks
                                          ▲                                                  │
                                          └───────── not done, refused, failed ──────────────┘

lanes    one per provider's token and resource: when the next calls may be made
tasks    what waits in a lane's backlog, small enough to be done in one go
jobs     what somebody wanted: how far it has come, and what it found
work     what each kind of task does
"""
