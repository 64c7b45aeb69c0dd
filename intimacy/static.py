"""How static files are served: compressed, and named by content so that none goes stale."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/site.css"
_IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\);')


def flattened(stylesheet: Path) -> str:
    """The stylesheet with every `@import … layer(x)` replaced by that file inside `@layer x { … }`.

    Written as one file a component, fetched as one: a phone asks once instead of thirty times.
    """

    def inlined(line: re.Match[str]) -> str:
        text = (stylesheet.parent / line["file"]).read_text(encoding="utf-8")
        return f"@layer {line['layer']} {{\n{text}}}"

    return _IMPORT.sub(inlined, stylesheet.read_text(encoding="utf-8"))


class Storage(CompressedManifestStaticFilesStorage):
    """Names inside `import` lines of our scripts follow the files, too."""

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Flatten the stylesheet before files are named and compressed."""
        if STYLESHEET in paths and not dry_run:
            # From the source: what lies here may be an older copy, flattened already.
            source = Path(finders.find(STYLESHEET))
            Path(self.path(STYLESHEET)).write_text(flattened(source), encoding="utf-8")
            paths[STYLESHEET] = (self, STYLESHEET)
        yield from super().post_process(paths, dry_run, **options)
