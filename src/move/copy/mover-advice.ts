import type { MoverFailure } from '../../restic/exit-codes.ts';
import type { Journal } from '../model/journal.ts';

/** What to do about a copy that failed, by how the mover gave up; undefined: it could not say. */
export function adviseOn(failure: MoverFailure | undefined, { request, workspace }: Journal): string[] {
  const again = 'then move again';
  const advice: Record<MoverFailure, string> = {
    unreadable: `make these files readable for the mover, or delete them, ${again}`,
    changing: `find who writes to these paths although no pod references the claim (an export, a process on the node), stop it, ${again}`,
    differs: `move again; if it differs again, look at the disk and the file system of node ${request.targetNode}`,
    'too-small': `free space on the volume, or let claim ${request.claim} ask for more, or take a class with room (--target-class), ${again}`,
    'not-empty': `take a class that gives out empty volumes (--target-class), ${again}`,
    certificate: `see what answers for Service repository in namespace ${workspace} (kubectl get endpointslices, a mesh, a proxy that opens TLS), let it pass the movers by, ${again}`,
    occupied: `give it another name on the source, or take a class that makes no such thing (--target-class), ${again}`,
    repository: `look whether the repository had room (--repository-class gives it a volume of its own), ${again}`,
    backup: `fix what restic reports above and retry`,
    restore: `fix what restic reports above and retry`,
    times: `give these entries another time (touch -h -d), or let the move go on and tell what becomes of each (--accept-lost-times), or take a class whose file system keeps them (--target-class), ${again}`,
    unfit: `rename, shorten or remove what is named above, or take a class whose file system holds it (--target-class), or copy without owners where these are refused (--mover-uid), ${again}`,
    'no-inodes': `remove files, or take a class whose file systems have more inodes (--target-class), or let claim ${request.claim} ask for more, ${again}`,
    manifest: `fix the problem above, or verify the copy in another way (--verify restore), ${again}`,
  };
  return [failure === undefined ? `fix the problem above and retry` : advice[failure]];
}
