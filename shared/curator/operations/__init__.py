"""What operators do from a command line: `python -m curator.operations --help`."""
