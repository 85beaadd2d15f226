"""The worker: one source photograph to one file on Commons.

claims    whose upload it is, when it may begin, and how it ends in the tables
work      the steps from the photograph's source to the finished file page
wiki      what the steps ask of Commons, as one interface
failures  what becomes of an upload after an error
"""
