"""Runs `verify` with modules that are not files: a pod has its program in its command, NAME SOURCE for each module behind this one.

Each module keeps its name and its own line numbers, so that a traceback in the log leads to the line.
"""

import importlib.abc
import importlib.util
import runpy
import sys

SOURCES = dict(zip(sys.argv[1::2], sys.argv[2::2]))


class Arguments(importlib.abc.MetaPathFinder, importlib.abc.ExecutionLoader):
    """Finds modules among the arguments."""

    def find_spec(self, fullname, _path=None, _target=None):
        return importlib.util.spec_from_loader(fullname, self, is_package=False) if fullname in SOURCES else None

    def get_source(self, fullname):
        return SOURCES[fullname]

    def get_filename(self, fullname):
        return f'{fullname}.py'


# First: a file of such a name, wherever the program is started, is not ours.
sys.meta_path.insert(0, Arguments())
runpy.run_module('verify', run_name='__main__')
