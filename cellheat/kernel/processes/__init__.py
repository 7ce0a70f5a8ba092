"""Processes beside the kernel: nobody's child, what they say, and the cell's own."""
