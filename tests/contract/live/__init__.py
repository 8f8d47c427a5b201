"""The contract against the real API: reading only, unless it is told to spend."""
