"""`/dashboard`: one page for operators, and the numbers it shows.

machine     this instance: processor, memory, disk
guarding    a part of the numbers may fail by itself
original    the nine parts that scripts know from the original
uploading   lanes, the newest batches, why uploads failed
operating   queues, dead letters, functions, sockets, callers, settings
sections    all parts in their order, and what of them somebody should look at
routes      the page, its assets, the numbers
page/       what a browser loads
"""
