"""The page on the instruments says what the instruments say of themselves."""

from __future__ import annotations

import sys

from kernels import ROOT

sys.path.insert(0, str(ROOT / "scripts"))


def test_the_page_on_the_instruments_is_of_today() -> None:
    import instruments

    written = (ROOT / "docs" / "instruments.md").read_text("utf-8")
    assert written == instruments.page(), "run `make instruments`"
