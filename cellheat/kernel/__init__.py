"""The kernel side of cellheat: standard library only, so that it runs in any Python kernel.

The front end brings its own copy under a name of its own (`finder.py`), where it is driven by
`bridge`; an installed copy serves the magics. What users import stands in `public`: a copy that the
front end brought is compiled in the kernel, which takes its time, so a click does not import it.
"""

from . import bridge

__all__ = ["bridge"]
