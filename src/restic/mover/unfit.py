"""Asks the file system of the copy for what it does not hold, although others do."""

import errno
import os

from walk import full


def unescape(path):
    return path.encode('ascii').decode('unicode_escape').encode('latin-1')


def takes_for_another(path):
    """Whether a name that is not listed is found all the same, as where case makes no difference."""
    return os.path.lexists(full(unescape(path)))


def refuses_attribute(path, name):
    """Whether the file system knows no such attributes, as one that is mounted without ACLs."""
    try:
        os.getxattr(full(unescape(path)), unescape(name), follow_symlinks=False)
    except OSError as error:
        return error.errno == errno.EOPNOTSUPP
    return False
