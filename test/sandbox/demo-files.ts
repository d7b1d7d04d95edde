/** Fills /data with real files: fifty MB of them, in the shapes that copies get wrong. */
export const fillScript = `
cd /data
chmod 2775 .
mkdir -p tables/2026 'with space' empty
for i in $(seq 1 6); do head -c 8000000 /dev/urandom > tables/2026/segment-$i; done
for i in $(seq 1 500); do echo "row $i of a small file" > tables/row-$i; done
dd if=/dev/zero of=sparse bs=1 count=1 seek=50000000 2>/dev/null
printf 'newline in its name' > 'with space/line
break'
ln tables/2026/segment-1 hard-link
ln -s tables/2026/segment-1 soft-link
ln -s /nowhere dangling
mkfifo pipe
chown -R 999:999 tables 2>/dev/null || echo 'owners cannot be changed here'
chmod 0600 tables/2026/segment-2
chmod 0444 tables/row-1
touch -d '2001-02-03 04:05:06' tables/row-2
`;

/**
 * Prints how many entries there are, and one digest over names, contents, modes, owners, times and links of them all; a folder's
 * size is left out.
 */
export const digestScript = `
cd /data
{
  find . -type d -exec stat -c '%n %f %u:%g %Y' {} +
  find . ! -type d -exec stat -c '%n %f %u:%g %s %Y %h' {} +
  find . -type l -exec readlink {} \\;
  find . -type f -exec sha256sum {} +
} | sort > /tmp/entries
find . -print0 | tr -dc '\\000' | wc -c
sha256sum < /tmp/entries | cut -c1-16
`;
