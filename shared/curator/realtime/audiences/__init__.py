"""Who is told something that nobody asked for: everybody, one user, or a room."""
