"""How a variant is called and timed: the clock, the processor, the event loop, no call at all."""
