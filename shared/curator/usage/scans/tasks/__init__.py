"""What waits to be done: tasks, each in the backlog of one lane."""
