"""Calls counted by second instead of one by one, for limits so high that each call's moment would not fit.

A list of 6,000 moments makes an item of 50 KB, and each call would pay for writing all of it. Counted by second the
same minute takes a kilobyte. A call counts until its whole second has left the window: up to a second longer than it
has to, never shorter, so no window of the rule's length ever holds more calls than the rule says.
"""
