"""What is in memory, as the garbage collector knows it. Nothing here runs code of the user's.

Types are asked with `type`, referents with the collector's own functions: `isinstance`, `len`, `==`
and `repr` could all be answered by a class of the user's. Nothing is collected either, for that
would run finalizers and clear weak references at a moment at which they would have stayed.
"""
