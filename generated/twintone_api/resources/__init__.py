"""The operations, as methods."""
