"""A user's images, offered to the sources room as photographs that can go to Commons."""
