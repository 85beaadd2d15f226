"""Scans the sandbox's world of 200 organisations and 5,000 repositories at GitHub's documented limits, in virtual time.

The scanner, its lanes, the providers' clients and the stores are the real ones; the table and the queue are in memory,
and the sandbox's GitHub and ecosyste.ms answer in the same process and count by the same clock, so that a call over a
limit would be refused. It prints a table; the same is in `build/bench/usage-scan.json`.
"""
