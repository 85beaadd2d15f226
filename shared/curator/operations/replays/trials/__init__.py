"""What was tried against a cause, without an operator."""
