"""What cellheat costs on top of a bare cell, beside the magics that people use for the same."""
