"""What a comparison was asked for: kept, so that it can be asked again elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from .options import Options
from .variants import Variant


@dataclass(frozen=True)
class Asked:
    """The variants as they were read, and the options; `awaits`: they run in an event loop."""

    variants: list[Variant]
    options: Options
    awaits: bool = False
