import * as v from 'valibot';
import { exitCodes } from '../../src/base/exit-codes.ts';
import { printedEventLine } from './event-lines.ts';
import { printedEnd, printedLeftover, printedStatus, printedSummary, printedTrace, printedVolume } from './listed-documents.ts';
import { printedOutcome } from './move-documents.ts';
import { printedError } from './printed.ts';

const envelope = { version: v.literal(1), exitCode: v.picklist(Object.values(exitCodes).map(({ code }) => code)) };

/** What every command prints where it failed. */
const failure = v.object({ ...envelope, error: printedError });

const ofMove = v.object({ ...envelope, namespace: v.string(), claim: v.string(), outcome: printedOutcome });

const ofStatus = v.union([
  v.object({ ...envelope, ...printedStatus.entries }),
  v.object({ ...envelope, ...printedEnd.entries }),
  v.object({ ...envelope, state: v.literal('none') }),
]);

const ofRoles = v.object({
  ...envelope,
  apiVersion: v.literal('v1'),
  kind: v.literal('List'),
  items: v.array(v.looseObject({ apiVersion: v.string(), kind: v.string() })),
});

/** What the document of a success looks like, by the words of the command; `move volume`, `move resume` and `move abort` have the same. */
const successes = {
  'move volume': ofMove,
  'move list': v.object({ ...envelope, moves: v.array(printedSummary), leftBehind: v.array(printedLeftover) }),
  'move status': ofStatus,
  'move cleanup': v.object({ ...envelope, found: v.array(printedTrace), unseen: v.array(v.string()) }),
  'move rbac': ofRoles,
  'info volume': v.object({ ...envelope, volumes: v.array(printedVolume) }),
} as const;

/** Schemas of all that is printed with `-o json`, `-o yaml` and `--report`, by command, and of the lines of `-o jsonl` while a move runs. */
export const documentSchemas: ReadonlyMap<string, v.GenericSchema> = new Map<string, v.GenericSchema>([
  ...Object.entries(successes).map(([command, success]): [string, v.GenericSchema] => [command, v.union([success, failure])]),
  ['move events', printedEventLine],
]);
