"""What every module owes its reader, and what the domain must not ask."""

import ast

from tests.architecture.tree import modules

CLOCKS = {"now", "today", "utcnow", "time", "monotonic"}


def test_every_module_opens_with_a_sentence():
    silent = [module.name for module in modules() if not ast.get_docstring(module.tree)]

    assert silent == []


def test_the_domain_never_looks_at_a_clock():
    asked = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if "domain" in module.path.parts
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and ast.unparse(node.func.value) in {"datetime", "date", "datetime.datetime", "time"}
    ]

    assert asked == [], "the clock is an argument"
