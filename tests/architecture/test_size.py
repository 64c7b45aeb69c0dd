"""Functions and modules stay short enough to be read at once."""

import ast

import pytest

from tests.architecture.tree import Module, modules, template_name, templates

LONGEST_FUNCTION = 40
NINE_OF_TEN_FUNCTIONS = 15
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 120
# A list of settings, read by its headings; everything that a host may set stands in this one place.
LISTS = {"intimacy/settings.py": 550}


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return function.end_lineno - function.lineno + 1


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_no_function_is_longer_than_forty_lines(module: Module):
    long = {f.name: _length(f) for f in module.functions() if _length(f) > LONGEST_FUNCTION}

    assert long == {}


def test_nine_functions_of_ten_have_at_most_fifteen_lines():
    lengths = sorted(_length(f) for module in modules() for f in module.functions())

    assert lengths[int(len(lengths) * 0.9)] <= NINE_OF_TEN_FUNCTIONS


def test_no_module_is_longer_than_four_hundred_lines():
    most = {module.name: LISTS.get(module.name, LONGEST_MODULE) for module in modules()}
    long = {one.name: one.lines for one in modules() if one.lines > most[one.name]}

    assert long == {}, "split it by concept"


def test_no_template_is_longer_than_a_few_screens():
    lengths = {template_name(p): len(p.read_text("utf-8").splitlines()) for p in templates()}

    assert {name: n for name, n in lengths.items() if n > LONGEST_TEMPLATE} == {}
