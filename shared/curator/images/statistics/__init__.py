"""What the room has done, counted where it happens."""
