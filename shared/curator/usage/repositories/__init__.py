"""The public repositories whose manifests are read."""
