"""The image API under `/api/v1` and the metrics: what each route takes and answers.

uploads     the two ways in
jobs        how far an upload is, and its result
reading     images one by one, in batches, as an address to follow
removal     deleting
health      whether it works, how much it has done, what failed
card        what this service is and can do
metrics     counters for Prometheus
guards      who may, asked before anything of the request is read
"""
