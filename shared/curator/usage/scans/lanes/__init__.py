"""A provider's lane: how fast its calls may go, whose turn it is, and what becomes of turns that got lost.

rates     what each provider allows
lane      one lane as a value, pure
pacer     turns a lane's backlog into delayed messages
waking    starts a lane's chain of ticks when there is something to do
recovery  finds what was lost, and sets it going again
budget    what a task may spend, in its own lane and in others
store     the lane's item in the usage table
"""
