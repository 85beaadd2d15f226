"""Why messages fail, noted by whoever fails at them: the only time somebody knows."""
