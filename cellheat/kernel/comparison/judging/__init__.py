"""From times to a verdict, an interval, how they grow, and which sizes to time."""
