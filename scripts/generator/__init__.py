"""From the parsed spec to Python source."""
