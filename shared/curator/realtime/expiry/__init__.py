"""Closing sockets whose proof of identity has ended, also those that send nothing.

`store` keeps a list of what ends in each minute, `sweep` goes through it.
"""
