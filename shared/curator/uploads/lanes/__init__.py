"""A user's lane: how fast their uploads may go, whose turn it is, and what becomes of turns that got lost.

pacing    the limiter, pure, over a clock
lane      one user's lane as a value, pure
pacer     turns a lane's backlog into delayed upload messages
recovery  finds lanes whose chain, turn or worker was lost, and sets them going again
store     the lane's item in the uploads table
"""
