"""Times in interleaved blocks."""
