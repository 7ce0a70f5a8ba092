"""What else one more call of each variant tells: calls, statements, lag."""
