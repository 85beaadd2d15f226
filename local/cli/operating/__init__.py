"""What operators see and do from a terminal: lanes, dead letters, replays, incidents, and how it goes as a whole."""
