"""The main job as a command, and the small client it drives Curator with."""
