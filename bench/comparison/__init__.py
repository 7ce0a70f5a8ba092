"""How the comparison engine is proved: see README.md here."""
