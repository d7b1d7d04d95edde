/** Fills the working directory with every kind of file that copies get wrong, as far as the user who runs it may; a script for bash. */
export const everyKind = `set -e
export LC_ALL=C
mkdir -p 'dir one/two' empty lost+found sticky
chmod 755 lost+found; echo found > lost+found/x
echo one > 'dir one/file'; ln 'dir one/file' 'dir one/two/same'; ln 'dir one/file' same
: > nothing; printf 'x%.0s' {1..3000} > long
truncate -s 8M holes; printf end >> holes
touch $'new\\nline' 'quo"te' "quo'te" 'back\\slash' $'not\\xffutf8' $'not\\xfeutf8' "$(printf 'n%.0s' {1..255})" -- -rf '*' 'a b' a! ab
ln -s /nowhere dangling; ln -s 'dir one/file' pointer; ln -s dangling pointer2
mkfifo fifo
deep=$(printf 'd/%.0s' {1..400}); mkdir -p "$deep"; echo deep > "$deep/file"
chmod 751 .; chmod 4755 nothing; chmod 2750 'dir one'; chmod 1777 sticky; chmod 0 ab; chmod 0600 long
setfattr -n user.note -v 0x00ff0a long; setfattr -n user.note -v '' holes; setfattr -n user.dir -v d 'dir one'
if [ "$(id -u)" = 0 ]; then
  mknod character c 1 7; mknod block b 7 9
  chown -h 1234:567 dangling; chown 65534:0 a!; chown 12:34 'dir one/two' fifo
  setfattr -n security.selinux -v system_u:object_r:unlabeled_t:s0 nothing
  setfattr -n trusted.note -v t long; setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 nothing
fi
if command -v setfacl >/dev/null; then setfacl -m u:1:r,g:2:rw long; setfacl -d -m u:3:rwx 'dir one'; fi
find . -depth -exec touch -h -d '2001-02-03 04:05:06.123456789 UTC' {} +
touch -d '1961-02-03 04:05:06.987654321 UTC' long 'dir one'
touch -d '2001-02-03 04:05:06 UTC' .
`;
