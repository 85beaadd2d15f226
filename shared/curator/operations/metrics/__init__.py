"""Metrics of all instances together: what each has counted is added up in a table, and told to Prometheus."""
