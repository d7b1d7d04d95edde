import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Put before a program: it then runs in a mount namespace of its own, which `script` has set up; what that mounts ends with the program. */
export const inMounts = (script: string): string[] => ['unshare', '-m', 'bash', '-c', `{ ${script}\n} >&2; exec "$@"`, 'bash'];

/** Why nothing can be mounted here, or undefined. */
export const whyNoMounts = (async (): Promise<string | undefined> => {
  const probe =
    'set -e; cd "$(mktemp -d)"; truncate -s 1M i; mkfs.ext4 -q -F i 2>/dev/null; mkdir m; mount -o loop i m; umount m; mount -t tmpfs n m; : > m/f; setfattr -n user.x m/f';
  return promisify(execFile)('unshare', ['-m', 'sh', '-c', probe]).then(
    () => undefined,
    (error: Error) => error.message,
  );
})();
