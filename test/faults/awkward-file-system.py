"""A file system that lacks what others have: awkward-file-system.py FOLDER RULES shows FOLDER in its own place, as long as it runs.

RULES is JSON. `foreign`: an attribute of every entry, which cannot be changed or removed. `unkept`: beginnings of attributes that are not
supported. `folds`: case makes no difference. `longest`: bytes of a name. `largest`: bytes of a file. `refused`: characters in names.
`forbidden`: of symlink, link, mknod, chown. `second`: times keep whole seconds. `latest`: seconds of the last time. `attribute`: bytes of one.

Speaks the kernel's protocol (linux/fuse.h, 7.31) over /dev/fuse, one request at a time. Inodes are paths: enough for one writer.
"""

import ctypes
import errno
import json
import os
import stat
import struct
import sys

FOLDER, RULES = os.fsencode(os.path.realpath(sys.argv[1])), json.loads(sys.argv[2])
BACK = os.open(FOLDER, os.O_RDONLY | os.O_DIRECTORY)
os.chdir(BACK)
paths, ids = {1: b'.'}, {b'.': 1}


def fail(number):
    raise OSError(number, os.strerror(number))


def below(parent, name):
    return spelled(name if paths[parent] == b'.' else paths[parent] + b'/' + name)


def spelled(path):
    """The path as it is on disk."""
    if not RULES.get('folds') or os.path.lexists(path):
        return path
    folder, name = os.path.split(path)
    return next((os.path.join(folder, other) for other in os.listdir(folder or b'.') if other.lower() == name.lower()), path)


def new_name(parent, name):
    if len(name) > RULES.get('longest', 255):
        fail(errno.ENAMETOOLONG)
    if any(character.encode() in name for character in RULES.get('refused', '')):
        fail(errno.EINVAL)
    return below(parent, name)


def allow(act):
    if act in RULES.get('forbidden', []):
        fail(errno.EPERM)


def allow_size(size):
    if size > RULES.get('largest', size):
        fail(errno.EFBIG)


def is_foreign(name):
    return name == os.fsencode(RULES.get('foreign', ''))


def allow_attribute(name, size=0):
    if any(name.startswith(os.fsencode(beginning)) for beginning in RULES.get('unkept', [])):
        fail(errno.EOPNOTSUPP)
    if size > RULES.get('attribute', size):
        fail(errno.ENOSPC)


def attributes_of(path):
    status = os.lstat(path)
    times = [getattr(status, f'st_{name}_ns') for name in ('atime', 'mtime', 'ctime')]
    whole = [time // 10**9 for time in times]
    rest = [0 if RULES.get('second') else time % 10**9 for time in times]
    return struct.pack(
        '=QQQqqqIIIIIIIIII', status.st_ino, status.st_size, status.st_blocks, *whole, *rest,
        status.st_mode, status.st_nlink, status.st_uid, status.st_gid, status.st_rdev, 4096, 0,
    )


def entry(path):
    attributes = attributes_of(path)
    if path not in ids:
        ids[path] = len(paths) + 1
        paths[ids[path]] = path
    return struct.pack('=QQQQII', ids[path], 0, 0, 0, 0, 0) + attributes


def cut(body):
    return body.split(b'\0')


def handle_of(body):
    return struct.unpack_from('=Q', body)[0]


def init(_node, body):
    major, _minor, ahead, _flags = struct.unpack_from('=IIII', body)
    big_writes, atomic_truncate = 1 << 5, 1 << 3
    return struct.pack('=IIIIHHIIHHI7I', major, 31, ahead, big_writes | atomic_truncate, 12, 9, 1 << 17, 1, 32, 0, 0, *[0] * 7)


def getattr_(node, _body):
    return struct.pack('=QII', 0, 0, 0) + attributes_of(paths[node])


def setattr_(node, body):
    valid, _, _, size, _, atime, mtime, _, atime_rest, mtime_rest, _, mode, _, uid, gid = struct.unpack_from('=IIQQQqqqIIIIIII', body)
    path = paths[node]
    now = os.lstat(path)
    owner = uid if valid & 2 else now.st_uid, gid if valid & 4 else now.st_gid
    if owner != (now.st_uid, now.st_gid):
        allow('chown')
        os.lchown(path, *owner)
    if valid & 1 and not stat.S_ISLNK(os.lstat(path).st_mode):
        os.chmod(path, stat.S_IMODE(mode))
    if valid & 8:
        allow_size(size)
        os.truncate(path, size)
    if valid & 48:
        latest = RULES.get('latest', 1 << 60)
        times = [
            min(time, latest) * 10**9 + (rest if time <= latest and not RULES.get('second') else 0) if valid & bit else old
            for bit, time, rest, old in ((16, atime, atime_rest, now.st_atime_ns), (32, mtime, mtime_rest, now.st_mtime_ns))
        ]
        os.utime(path, ns=tuple(times), follow_symlinks=False)
    return getattr_(node, body)


def symlink(node, body):
    allow('symlink')
    name, target = cut(body)[:2]
    path = new_name(node, name)
    os.symlink(target, path)
    return entry(path)


def mknod(node, body):
    mode, device, umask = struct.unpack_from('=III', body)
    path = new_name(node, cut(body[16:])[0])
    if not stat.S_ISREG(mode):
        allow('mknod')
    os.mknod(path, mode & ~umask, device)
    return entry(path)


def mkdir(node, body):
    mode, umask = struct.unpack_from('=II', body)
    path = new_name(node, cut(body[8:])[0])
    os.mkdir(path, mode & ~umask)
    return entry(path)


def remove(act):
    def removing(node, body):
        path = below(node, cut(body)[0])
        act(path)
        paths.pop(ids.pop(path, 0), None)
        return b''
    return removing


def link(node, body):
    allow('link')
    path = new_name(node, cut(body[8:])[0])
    os.link(paths[handle_of(body)], path, follow_symlinks=False)
    return entry(path)


def opened(flags, path, mode=0o600):
    return struct.pack('=QII', os.open(path, flags & ~os.O_NOFOLLOW & ~os.O_DIRECT, mode), 2, 0)


def create(node, body):
    flags, mode, umask, _ = struct.unpack_from('=IIII', body)
    path = new_name(node, cut(body[16:])[0])
    handle = opened(flags | os.O_CREAT, path, mode & ~umask)
    return entry(path) + handle


def read(_node, body):
    handle, offset, size = struct.unpack_from('=QQI', body)
    return os.pread(handle, size, offset)


def write(_node, body):
    handle, offset, size = struct.unpack_from('=QQI', body)
    allow_size(offset + size)
    return struct.pack('=II', os.pwrite(handle, body[40:40 + size], offset), 0)


def read_folder(node, body):
    _, offset, size = struct.unpack_from('=QQI', body)
    out = b''
    for number, name in enumerate([b'.', b'..', *sorted(os.listdir(paths[node]))]):
        line = struct.pack('=QQII', 1, number + 1, len(name), 0) + name
        line += b'\0' * (-len(line) % 8)
        if number >= offset and len(out) + len(line) <= size:
            out += line
        elif number >= offset:
            break
    return out


def set_attribute(node, body):
    size, flags = struct.unpack_from('=II', body)
    name, value = body[8:].split(b'\0', 1)
    if is_foreign(name):
        fail(errno.EINVAL)
    allow_attribute(name, size)
    os.setxattr(paths[node], name, value[:size], flags, follow_symlinks=False)
    return b''


def sized(body, value):
    size = struct.unpack_from('=I', body)[0]
    if size == 0:
        return struct.pack('=II', len(value), 0)
    return value if len(value) <= size else fail(errno.ERANGE)


def get_attribute(node, body):
    name = cut(body[8:])[0]
    if is_foreign(name):
        return sized(body, b'foreign')
    allow_attribute(name)
    return sized(body, os.getxattr(paths[node], name, follow_symlinks=False))


def list_attributes(node, body):
    names = [os.fsencode(name) for name in os.listxattr(paths[node], follow_symlinks=False)]
    foreign = [os.fsencode(RULES['foreign'])] if 'foreign' in RULES else []
    return sized(body, b''.join(name + b'\0' for name in names + foreign))


def remove_attribute(node, body):
    name = cut(body)[0]
    if is_foreign(name):
        fail(errno.EINVAL)
    allow_attribute(name)
    os.removexattr(paths[node], name, follow_symlinks=False)
    return b''


def state(_node, _body):
    at = os.fstatvfs(BACK)
    return struct.pack('=QQQQQIIII6I', at.f_blocks, at.f_bfree, at.f_bavail, at.f_files, at.f_ffree, at.f_bsize, 255, at.f_frsize, *[0] * 7)


def release(_node, body):
    os.close(handle_of(body))
    return b''


def sync(_node, _body):
    return b''


ANSWERS = {
    1: lambda node, body: entry(below(node, cut(body)[0])), 3: getattr_, 4: setattr_, 5: lambda node, _: os.readlink(paths[node]),
    6: symlink, 8: mknod, 9: mkdir, 10: remove(os.unlink), 11: remove(os.rmdir), 13: link,
    14: lambda node, body: opened(struct.unpack_from('=I', body)[0], paths[node]), 15: read, 16: write, 17: state, 18: release, 20: sync,
    21: set_attribute, 22: get_attribute, 23: list_attributes, 24: remove_attribute, 25: sync, 26: init, 27: lambda node, _: struct.pack('=QII', 0, 0, 0),
    28: read_folder, 29: sync, 30: sync, 35: create, 50: sync,
}


def serve(device):
    while True:
        try:
            request = os.read(device, 1 << 18)
        except OSError as error:
            if error.errno in (errno.EINTR, errno.ENOENT):
                continue
            return
        _, operation, unique, node = struct.unpack_from('=IIQQ', request)
        if operation in (2, 36, 42):
            continue  # FORGET and INTERRUPT have no answer.
        try:
            answer, number = ANSWERS[operation](node, request[40:]), 0
        except KeyError:
            answer, number = b'', errno.ENOSYS
        except OSError as error:
            answer, number = b'', error.errno
        os.write(device, struct.pack('=IiQ', 16 + len(answer), -number, unique) + answer)


os.umask(0)
fuse = os.open('/dev/fuse', os.O_RDWR)
options = f'fd={fuse},rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other'.encode()
libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b'awkward', FOLDER, b'fuse', 0, options) != 0:
    sys.exit(f'cannot mount: {os.strerror(ctypes.get_errno())}')
print('mounted', flush=True)
serve(fuse)
