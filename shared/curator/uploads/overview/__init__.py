"""What operators see of all uploads at once: lanes, the newest batches, and why uploads failed.

lanes       one user's lane as operators read it, pure
looking     which lanes and batches are looked at; what that costs does not grow with the table
"""
