"""The same comparison in fresh processes."""
