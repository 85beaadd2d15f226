"""The command line of those who work on Curator or run it: `curator --help`."""
