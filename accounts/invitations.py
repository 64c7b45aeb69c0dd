"""How an invitation is shown: as an address, and as a picture of that address."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


def link_of(token: str) -> str:
    """The whole address that opens an invitation."""
    return settings.SITE_URL + reverse("accounts:join_link", args=[token])


def qr_of(link: str) -> SafeString | None:
    """The link as inline SVG, or None where no phone could open an address of this machine only."""
    if settings.ON_LOOPBACK:
        return None
    code = segno.make(link, error="m", micro=False)
    svg = code.svg_inline(scale=5, border=4, omitsize=True, lineclass=None, svgclass="qr")
    # segno writes plain paths from our own address; nothing a person typed is in it.
    return mark_safe(svg)  # noqa: S308
