"""A database such as Wikimedia's replicas of Commons, on this machine: MariaDB from Debian's package, no Docker."""
