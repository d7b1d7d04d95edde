import type { Clock } from '../base/time/clock.ts';
import type { ConfigOverrides } from '../kube/login/config-overrides.ts';
import type { ConfigNames } from '../kube/login/config.ts';
import type { KubePort } from '../kube/client/port.ts';
import type { Interrupt, MoveContext } from '../move/model/context.ts';
import type * as candidates from '../move/info/candidates.ts';
import type { readVolumeInfos } from '../move/info/info-volume.ts';
import type { tellOnClaim } from '../move/info/claim-story.ts';
import type { readMoveStatus } from '../move/info/move-status.ts';
import type { watchMove } from '../move/info/watch-move.ts';
import type { listMoves } from '../move/info/list-moves.ts';
import type { findRecord } from '../move/record/record-store.ts';
import type { listLeftBehind } from '../move/held/left-behind.ts';
import type { cleanUpMoves } from '../move/leftovers/clean-up.ts';
import type { abortMove } from '../move/engine/abort.ts';
import type { resumeMove } from '../move/engine/resume.ts';
import type { runMove } from '../move/engine/start.ts';
import type { VerbosityFlags } from './flags/verbosity.ts';
import type { Env, Streams } from '../output/streams.ts';

/** The engine, as far as commands drive it. */
export interface Moves {
  readonly runMove: typeof runMove;
  readonly resumeMove: typeof resumeMove;
  readonly abortMove: typeof abortMove;
  readonly tellOnClaim: typeof tellOnClaim;
  readonly readMoveStatus: typeof readMoveStatus;
  readonly watchMove: typeof watchMove;
  readonly findRecord: typeof findRecord;
  readonly listMoves: typeof listMoves;
  readonly listLeftBehind: typeof listLeftBehind;
  readonly cleanUpMoves: typeof cleanUpMoves;
}

/** What is told of volumes. */
interface Info {
  readonly readVolumeInfos: typeof readVolumeInfos;
}

/** What shells offer for a place in a command line. */
export interface Candidates {
  readonly listClaims: typeof candidates.listClaims;
  readonly listMovable: typeof candidates.listMovable;
  readonly listMoving: typeof candidates.listMoving;
  readonly listTargets: typeof candidates.listTargets;
  readonly listNamespaces: typeof candidates.listNamespaces;
  readonly listClasses: typeof candidates.listClasses;
}

/** A command that was found and is not started yet; gets the command line as it was typed, and ends with an exit code. */
export type Run = (argv: readonly string[]) => Promise<number>;

/** What commands need from outside: app.ts builds it, tests pass their own. What is costly is a function, called when it is needed. */
export interface Host {
  readonly streams: Streams;
  readonly env: Env;
  readonly interrupt: Interrupt;
  /** Tells of every SIGINT and SIGTERM until the returned function is called; meanwhile none of them ends the process. */
  readonly heedSignals: (heed: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
  /** Whether the process is run from a terminal, which sends its Ctrl-C to all that runs in it. */
  readonly onTerminal: boolean;
  /** What people type. */
  readonly answers: {
    readonly isTerminal: boolean;
    /** The next line; undefined at the end of the input. Rejects when the signal aborts. */
    readonly readLine: (signal: AbortSignal) => Promise<string | undefined>;
  };
  /** The file that runs. */
  readonly program: string;
  /** The name or path that was typed for it, which may be a link's. */
  readonly invokedAs: string;
  readonly clock: Clock;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Name of this process in leases. */
  readonly holder: string;
  readonly version: string;
  /** Connects to the cluster that the flags choose; `namespace` is that of the context. */
  connect(flags: ConfigOverrides & VerbosityFlags): Promise<{ readonly port: KubePort; readonly namespace: string }>;
  /** Like connect, without patience and without a first question. */
  glance(flags: ConfigOverrides): Promise<{ readonly port: KubePort; readonly namespace: string }>;
  /** What the kubeconfig offers; asks no cluster. */
  configNames(flags: ConfigOverrides): Promise<ConfigNames>;
  candidates(): Promise<Candidates>;
  /** Connects by the text of a kubeconfig. */
  readonly connectText: (...call: [...Parameters<MoveContext['connect']>, flags: VerbosityFlags]) => ReturnType<MoveContext['connect']>;
  moves(): Promise<Moves>;
  info(): Promise<Info>;
  /** Text of a file; throws what Node.js throws. */
  readText(path: string): Promise<string>;
  /** Writes a file, instead of what was in it; throws what Node.js throws. */
  readonly writeText: (path: string, text: string) => Promise<void>;
}
