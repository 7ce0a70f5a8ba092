"""What cProfile counted: as functions of the user, and as a `.prof` file."""
