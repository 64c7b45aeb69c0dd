"""The stylesheet is written as one file a component and fetched as one."""

from pathlib import Path

from intimacy.static import flattened


def test_every_imported_file_stands_inside_its_layer(tmp_path: Path) -> None:
    (tmp_path / "part.css").write_text(".bar { color: red; }\n")
    sheet = tmp_path / "site.css"
    sheet.write_text('@layer base;\n@import url("part.css") layer(base);\np { margin: 0; }\n')

    flat = flattened(sheet)

    assert "@import" not in flat
    assert "@layer base {\n.bar { color: red; }\n}" in flat
    assert flat.endswith("p { margin: 0; }\n")


def test_our_own_stylesheet_leaves_nothing_to_import() -> None:
    assert "@import" not in flattened(Path("static/css/site.css"))
