"""`/dashboard`: one page for operators, and the numbers it shows.

machine     this instance: processor, memory, disk
sections    the parts of the numbers, each of which may fail by itself; other rooms add theirs to the list there
routes      the page, its two assets, the numbers
page/       what a browser loads
"""
