"""What the variants work on: inputs, data that they share, caches."""
