"""What every room stands on: settings, AWS clients, the table gateway, queues, errors, clock and ids.

Nothing here knows what Curator does. Only `aws` makes AWS clients; only `table`, with `attributes`, speaks
DynamoDB's wire format.
"""
