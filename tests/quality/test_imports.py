"""No circle of imports, not even one that a late import hides."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp

import onlineocr


def test_no_modules_import_each_other_in_a_circle():
    graph = grimp.build_graph("onlineocr", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        raise AssertionError(f"circle: {' <- '.join(error.args[1])}") from None


def test_it_looks_at_the_modules_of_this_clone():
    assert onlineocr.__name__ in grimp.build_graph("onlineocr", cache_dir=None).modules
