"""Which functions are running: ways to sample stacks, and what the samples add up to."""
