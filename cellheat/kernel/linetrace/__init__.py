"""What each line of chosen code costs, on the standard library alone.

    tracer = new_tracer(notebook_code(ip), probe)
    tracer.start()      # may raise Untraceable
    ...                 # the code runs
    tracer.stop()
    for line in tracer.lines(): ...

A function such as `notebook_code(ip)` says which code objects are measured. All else is neither
slowed nor seen; what it takes is the time of the line that called it. Threads that start meanwhile
are measured, those that were there before are not.
"""

from .bytes import Probe as Probe
from .bytes import ReadBytes as ReadBytes
from .bytes import traced_bytes as traced_bytes
from .calibration import Cost as Cost
from .calibration import calibrate as calibrate
from .line import Line as Line
from .notebook import is_shown as is_shown
from .notebook import notebook_code as notebook_code
from .tracer import Tracer as Tracer
from .tracer import new_tracer as new_tracer
from .wanted import Untraceable as Untraceable
from .wanted import Wanted as Wanted
