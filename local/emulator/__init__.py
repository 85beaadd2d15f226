"""AWS on this machine: ministack in one process, made durable and closer to API Gateway.

`environment` is read by ministack while it is imported, so it is set first, in `__main__`. `durability` keeps the
state across kill -9; `repairs` corrects, in memory, the few answers that differ from AWS where Curator would notice.
"""
