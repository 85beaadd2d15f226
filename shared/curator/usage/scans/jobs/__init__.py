"""What somebody wanted, and how far it has come.

pending ──a task begins──▶ running ──the last task ends──▶ completed
└───▶ failed: one of its tasks has used up its attempts
"""
