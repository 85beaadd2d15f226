"""Who did what, through which door, and how it ended: for operators, a year back.

A function tells the `Auditor` of a request or a package that is worth a record; the record, without secrets
(`redaction`), goes into the operations table at the end of the invocation. `AuditLog` lists what is there.
"""
