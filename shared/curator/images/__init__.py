"""Images: taken in once, kept untouched, given out as variants of fixed sizes.

intake        the two ways in: with the request, or straight to storage by a form that expires
processor     one image from claim to end: validate, render, write, complete
reader        jobs, results, images, batches, addresses
remover       a tombstone in the table, then the objects
refreshing    variants made anew where the specification changed
housekeeping  what got lost is found, what was abandoned is ended, what is left over is removed
quota         images per user and hour
statistics    counters and moments, changed with what they count
lifecycle     the states of a job and the only ways between them
engine        pixels; imported by the resizer alone
store         the only place that knows the keys of images, jobs and events
"""
