"""A cell: its source, which code is the user's, how it begins and ends, what it may do."""
