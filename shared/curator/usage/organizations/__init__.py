"""The organisations, and the users of GitHub who stand for one."""
