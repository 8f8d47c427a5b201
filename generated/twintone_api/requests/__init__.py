"""Each operation as a value, and the functions that make its requests. Nothing is sent here."""
