"""What cProfile hears, and what it counted: as functions of the user, and as a `.prof` file."""
