"""The environment variables that settings.py reads are the ones .env.example explains."""

import ast
import re
from itertools import pairwise

from tests.architecture.tree import ROOT, modules


def _read_in_settings() -> set[str]:
    tree = ast.parse((ROOT / "intimacy" / "settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    firsts = [
        call.args[0].value
        for call in calls
        if isinstance(call.args[0], ast.Constant)
        and re.match(r"env\b|_secret\b", ast.unparse(call.func))
    ]
    return {name for name in firsts if isinstance(name, str) and name.isupper()}


def _lines() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def _explained() -> list[str]:
    return [match[1] for line in _lines() if (match := re.match(r"#?([A-Z_]+)=", line))]


def test_every_variable_that_is_read_is_explained_once():
    assert sorted(_explained()) == sorted(_read_in_settings())


def test_every_explanation_stands_above_its_variable():
    bare = [
        line
        for before, line in pairwise(["", *_lines()])
        if re.match(r"#?[A-Z_]+=", line) and not before.startswith("# ")
    ]

    assert bare == []


def test_only_the_settings_read_the_environment():
    # These pass it on to child processes or name the settings module; none takes a decision by it.
    passing_on = {
        "intimacy/celery.py",
        "intimacy/wsgi.py",
        "intimacy/management/commands/up.py",
    }
    readers = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    }

    assert readers - passing_on == set()
