"""Are the results the same, and what should a reader of the verdict know?"""
