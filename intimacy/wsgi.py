"""The WSGI entry that gunicorn serves."""

import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intimacy.settings")


class Utf8Request(WSGIRequest):
    """Reads everything as UTF-8, whatever encoding it claims to be in.

    Of the encodings Python knows some fail before any page of ours could say so, and others turn
    plain bytes into lone surrogates, which no answer can hold.
    """

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        kind = meta.get("CONTENT_TYPE", "")
        self.content_type, self.content_params = parse_header_parameters(kind)


application = get_wsgi_application()
application.request_class = Utf8Request
