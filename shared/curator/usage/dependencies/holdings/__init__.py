"""What a repository uses, found by the repository."""
