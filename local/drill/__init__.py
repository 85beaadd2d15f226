"""The recovery drill: everything is killed again and again in the middle of a batch, and nothing may come of it.

`python -m local.drill` starts Curator on this machine, hands over a batch of photographs, and ends every process of the
local stack with SIGKILL ten times: the functions at work, the emulator of AWS with its queues, tables and streams, the
front door, and the sandbox's Commons with the requests it is answering. Each time everything is started again. In the
end the sandbox's Commons is asked what it has: every photograph, published once.

The moments are drawn at random, and the same seed draws the same ones. They are moments of the batch, not of the clock:
how many photographs Commons has, and a part of two seconds more. So they fall into the batch on a fast machine and on a
slow one, and some fall into the first second after a restart.

What it shows: that what Curator has acknowledged survives any crash, and that no photograph is published twice, whether
a publish was never sent, never answered, or answered to a worker that died. What it cannot show: AWS' own failures. The
emulator keeps its state through a kill as AWS keeps its own; a message may come again, as SQS says.
"""
