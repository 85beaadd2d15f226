"""What queues gave up on: what it is, why, how often, since when.

SQS keeps a dead letter for 14 days and shows it only to whoever receives it, a few at a time, in no order, and hides it
from everybody else meanwhile. So letters are taken over (`collecting`): each becomes a record of the operations table,
and only then leaves its queue. Delivered twice, it is still one record; the record is what operators list, choose from
and replay, as often as they like.

Why a message failed is noted by whoever failed at it (`failures`); a letter without such a note had a worker that was
stopped each time.
"""
