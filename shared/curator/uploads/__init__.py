"""Batches of uploads: their lifecycle, their pace, and the worker that brings one photograph to Commons.

service    what clients ask for: create a batch, add a slice, cancel, list
lanes      one lane per user: the exact limiter, the pacer that grants slots, recovery of what was lost
worker     one upload from claim to end, at most one publish per source photograph
overview   what operators see of all lanes and batches at once
lifecycle  the statuses and the only ways between them
store      the only place that knows the table's keys
"""
