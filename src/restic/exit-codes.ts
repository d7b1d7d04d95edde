/** How a mover's container gives up, by its own exit code. Codes of restic (0-12, 130) and of signals (128+n) are never reused. */
export const moverFailures = {
  unreadable: { code: 41, meaning: 'some files of the source could not be read' },
  changing: { code: 42, meaning: 'the source kept changing while it was being copied' },
  differs: { code: 43, meaning: 'the copy differs from the source, although the source did not change' },
  'too-small': { code: 44, meaning: 'the target volume is too small for the data' },
  'not-empty': { code: 45, meaning: 'the target volume was not empty' },
  repository: { code: 46, meaning: 'the repository did not do what was asked' },
  backup: { code: 47, meaning: 'the backup failed' },
  restore: { code: 48, meaning: 'the restore failed' },
  manifest: { code: 49, meaning: 'the program that compares the volumes failed' },
  times: { code: 50, meaning: 'some times cannot be kept' },
  unfit: { code: 51, meaning: "the target's file system cannot hold what the source has" },
  'no-inodes': { code: 52, meaning: 'the target volume has no room for so many files, although it has free bytes' },
  certificate: { code: 54, meaning: "what answers at the repository's address has not this move's certificate: nothing was sent to it" },
  occupied: { code: 53, meaning: 'the target volume has something of its own where the source has data' },
} as const;

export type MoverFailure = keyof typeof moverFailures;

/** What can have ended: restic itself, one of our mover scripts, the manifest program, or the repository server. */
export type ExitedTool = 'restic' | 'mover' | 'manifest' | 'rest-server';

/** restic's documented exit codes (restic documentation, "Scripting"; 12 since 0.17.1, 10 and 11 since 0.17.0). */
const resticCodes: Readonly<Record<number, string>> = {
  0: 'restic succeeded',
  1: 'restic failed; its error lines say why',
  2: 'restic crashed (Go runtime error)',
  3: 'restic could not read some of the source data',
  10: 'the repository does not exist',
  11: 'restic could not lock the repository',
  12: 'the repository password is wrong',
  130: 'restic was cancelled',
};

const manifestCodes: Readonly<Record<number, string>> = {
  0: 'the manifest program succeeded',
  1: 'the manifest program crashed; its last log lines say where',
};

const signals: Readonly<Record<number, string>> = {
  129: 'lost its terminal (SIGHUP)',
  130: 'was interrupted (SIGINT)',
  134: 'aborted (SIGABRT)',
  135: 'hit a bus error (SIGBUS)',
  137: 'was killed (SIGKILL): out of memory, evicted, or past its grace period',
  139: 'crashed (SIGSEGV)',
  141: 'lost its reader (SIGPIPE)',
  143: 'was asked to stop (SIGTERM)',
};

const shellCodes: Readonly<Record<number, string>> = {
  0: 'succeeded',
  125: 'could not be started',
  126: 'is not executable in this image',
  127: 'does not exist in this image',
};

/** What exit code `code` of a container that ran `tool` means, as the end of a sentence without a full stop. */
export function explainExit(code: number, tool: ExitedTool): string {
  const own = explainOwn(code, tool);
  if (own !== undefined) return own;
  const fate = signals[code] ?? shellCodes[code];
  if (fate !== undefined) return `${tool} ${fate}`;
  return code > 128 && code < 160 ? `${tool} was ended by signal ${code - 128}` : `${tool} ended with the undocumented exit code ${code}`;
}

function explainOwn(code: number, tool: ExitedTool): string | undefined {
  if (tool === 'restic') return resticCodes[code];
  if (tool === 'manifest') return manifestCodes[code];
  if (tool !== 'mover') return undefined;
  return Object.values(moverFailures).find((failure) => failure.code === code)?.meaning;
}
