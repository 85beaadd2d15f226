"""The replayer function: dead letters, incidents and replays."""
