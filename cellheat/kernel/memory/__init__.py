"""Memory of the kernel over a run, by Python and by the system, and the collector."""
