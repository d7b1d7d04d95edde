import * as v from 'valibot';
import { type MoverFailure, moverFailures } from './exit-codes.ts';

const failures = Object.keys(moverFailures) as [MoverFailure, ...MoverFailure[]];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const pass = v.pipe(v.number(), v.integer(), v.minValue(1));
const snapshot = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const role = v.picklist(['source', 'target']);

/** SHA-256 over the whole manifest; absent without one. */
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** SHA-256 over names, owners, sizes and times, ctime among them: it changes with every write. */
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const verified = v.object({ entries: count, digest });

const failed = v.object({ role, failure: v.picklist(failures), code: v.number(), details: v.array(v.string()) });
const sourceDone = v.object({
  role: v.literal('source'),
  pass,
  snapshot,
  bytes: count,
  files: count,
  // Not carried, only counted; 0 without verify `full`.
  sockets: count,
  /** Files and directories with inode flags. */
  flagged: count,
  /** All those flags together, in hex, as FS_IOC_GETFLAGS tells them. */
  flags: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,8}$/)),
  /** Files and directories with a project id, which project quotas are counted by. */
  projects: count,
  /** Further links of what is neither a regular file nor a directory. */
  links: count,
  /** Names in the volume's root that were left out, since they are the file system's and no data. */
  left: v.array(v.string()),
  /** Names of attributes that stay behind, with the number of their entries: `NAME:COUNT/NAME:COUNT`, or `-`. */
  attributes: v.optional(v.string(), '-'),
  /** Times with fractions of a second. */
  fractions: v.optional(count, 0),
  digest: v.optional(digest),
  fingerprint,
});
const targetDone = v.object({
  role: v.literal('target'),
  pass,
  snapshot,
  fingerprint,
  /** What became of times that could not be kept, for people. */
  lost: v.optional(v.array(v.string())),
  fractions: v.optional(count),
  verified: v.optional(verified),
});
/** The passes beside a running application: how many, how long the last one took in seconds, and how many bytes the volume held. */
const warmDone = v.object({ role: v.literal('source'), warm: v.object({ passes: pass, seconds: count, bytes: count }) });
const look = v.object({ role: v.literal('look'), fingerprint });
const result = v.union([failed, sourceDone, targetDone, warmDone]);

export type MoverFailed = v.InferOutput<typeof failed>;
export type SourceDone = v.InferOutput<typeof sourceDone>;
export type TargetDone = v.InferOutput<typeof targetDone>;
export type WarmDone = v.InferOutput<typeof warmDone>;

/** What a mover leaves in the termination message of its container `restic`: how it failed, or what it copied. */
export type MoverResult = MoverFailed | SourceDone | TargetDone | WarmDone;

/** Reads a termination message; undefined when a mover died before it could leave one. */
export function parseMoverResult(message: string): MoverResult | undefined {
  return parseAs(result, message);
}

/** Reads the termination message of a look at a volume: its fingerprint by now; undefined where the look failed. */
export function parseLook(message: string): string | undefined {
  return parseAs(look, message)?.fingerprint;
}

function parseAs<S extends v.GenericSchema>(schema: S, message: string): v.InferOutput<S> | undefined {
  const checked = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), message);
  return checked.success ? (checked.output as v.InferOutput<S>) : undefined;
}
