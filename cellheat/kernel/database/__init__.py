"""What a run sends to databases: which statements, from which lines, how often and for how long."""
