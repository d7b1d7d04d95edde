/** In Python, since a busybox knows neither ACLs nor extended attributes: files that only root can make, on /data. */
export const fillSpecialFiles = `
import os, stat, struct

def acl(*entries):
    return struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *entry) for entry in entries)

anybody = 0xffffffff
owner, user, group, mask, other = 0x01, 0x02, 0x04, 0x10, 0x20
os.umask(0)
os.chdir('/data')
os.mkdir('shared', 0o2770)
with open('shared/program', 'wb') as file:
    file.write(os.urandom(200_000))
os.chown('shared/program', 1234, 5678)
os.chmod('shared/program', 0o4751)
os.setxattr('shared/program', 'security.capability', struct.pack('<IIIII', 0x02000001, 1 << 10, 0, 0, 0))
os.setxattr('shared/program', 'user.note', b'\\x00 any bytes \\xff')
os.link('shared/program', 'same program')
os.setxattr('shared', 'system.posix_acl_default', acl((owner, 7, anybody), (user, 5, 4321), (group, 5, anybody), (mask, 5, anybody), (other, 0, anybody)))
with open('shared/for 4321', 'w') as file:
    file.write('read me')
os.mknod('null', 0o666 | stat.S_IFCHR, os.makedev(1, 3))
os.mknod('disk', 0o640 | stat.S_IFBLK, os.makedev(7, 99))
os.mkfifo('pipe', 0o600)
os.symlink('nowhere', 'link')
os.lchown('link', 42, 43)
os.utime('null', ns=(1, 1_234_567_890_123_456_789))
os.chown('.', 999, 998)
os.chmod('.', 0o1770)
`;

/** Prints everything that the kernel knows of every file, times of directories and links included. */
export const listSpecialFiles = `
import hashlib, os, stat

def describe(path):
    info = os.lstat(path)
    known = [oct(info.st_mode), info.st_uid, info.st_gid, info.st_nlink, info.st_mtime_ns]
    if stat.S_ISCHR(info.st_mode) or stat.S_ISBLK(info.st_mode):
        known.append((os.major(info.st_rdev), os.minor(info.st_rdev)))
    if stat.S_ISLNK(info.st_mode):
        known.append(os.readlink(path))
    if stat.S_ISREG(info.st_mode):
        with open(path, 'rb') as file:
            known.append(hashlib.sha256(file.read()).hexdigest())
    names = sorted(os.listxattr(path, follow_symlinks=False))
    known += [(name, os.getxattr(path, name, follow_symlinks=False).hex()) for name in names if name != 'security.selinux']
    print(path, *known)

os.chdir('/data')
paths = ['.'] + [os.path.join(folder, name) for folder, folders, files in os.walk('.') for name in folders + files]
for path in sorted(paths):
    describe(path)
`;
