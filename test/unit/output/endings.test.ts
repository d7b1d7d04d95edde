import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { kubectl, liqoctl } from '../../../src/base/hint.ts';
import type { Refusal } from '../../../src/move/model/outcome.ts';
import { ended, failed, plan, play } from './script.ts';

const mounted: Refusal = {
  check: 'claim-mounted',
  message: 'pod app/db-0 mounts the claim',
  next: [kubectl('scale statefulset db -n app --replicas 0')],
};
const cordoned: Refusal = { check: 'target-not-ready', message: 'node milan is not ready', next: [] };

const lost = new AppError('move', 'the mover was evicted', {
  seen: ['pod app/mover-1: Evicted (DiskPressure)', 'exit code 137: killed'],
  next: ['free some space on rome-1'],
});

describe('the last words of a command', () => {
  test('one refusal', () => {
    expect(play([], ended({ kind: 'refused', refusals: [mounted] }, 3)).stderr).toMatchInlineSnapshot(`
      "✖ Refused: pod app/db-0 mounts the claim
        Next:
          kubectl scale statefulset db -n app --replicas 0 --context rome
        Nothing was changed.
      "
    `);
  });

  test('several refusals', () => {
    expect(play([], ended({ kind: 'refused', refusals: [mounted, cordoned] }, 3)).stderr).toMatchInlineSnapshot(`
      "✖ Refused for 2 reasons
        Seen:
          pod app/db-0 mounts the claim
          node milan is not ready
        Next:
          kubectl scale statefulset db -n app --replicas 0 --context rome
        Nothing was changed.
      "
    `);
  });

  test('failed and undone', () => {
    expect(play([], ended({ kind: 'undone', cause: lost, interrupted: false }, 4)).stderr).toMatchInlineSnapshot(`
      "✖ Failed: the mover was evicted
        Seen:
          pod app/mover-1: Evicted (DiskPressure)
          exit code 137: killed
        Next:
          free some space on rome-1
        Rolled back: claim app/db is as it was.
      "
    `);
  });

  test('interrupted and undone', () => {
    expect(play([], ended({ kind: 'undone', cause: undefined, interrupted: true }, 130)).stderr).toMatchInlineSnapshot(`
      "✖ Interrupted
        Rolled back: claim app/db is as it was.
      "
    `);
  });

  test('undone because it was asked for', () => {
    const { stdout, stderr } = play([], ended({ kind: 'undone', cause: undefined, interrupted: false }));
    expect(stdout).toMatchInlineSnapshot(`
      "↩ Rolled back: claim app/db is as it was.
      "
    `);
    expect(stderr).toBe('');
  });

  test('stopped', () => {
    const ending = ended({ kind: 'stopped', cause: lost, interrupted: false, phase: 'adopt-target', ways: ['resume', 'abort'] }, 5);
    expect(play([], ending).stderr).toMatchInlineSnapshot(`
      "✖ Stopped in "Attach target": the mover was evicted
        Seen:
          pod app/mover-1: Evicted (DiskPressure)
          exit code 137: killed
        Next:
          free some space on rome-1
          liqoctl move resume db -n app --context rome    to continue
          liqoctl move abort db -n app --context rome    to roll back
        The move of app/db is not finished; its journal is kept.
      "
    `);
  });

  test('stopped by an interrupt', () => {
    const ending = ended({ kind: 'stopped', cause: lost, interrupted: true, phase: 'adopt-target', ways: ['resume', 'abort'] }, 130);
    expect(play([], ending).stderr.trimEnd().split('\n').at(-1)).toMatchInlineSnapshot(
      `"  The move of app/db is not finished; its journal is kept."`,
    );
  });

  test('a rollback that has stopped can only be finished', () => {
    const ending = ended({ kind: 'stopped', cause: lost, interrupted: true, phase: 'hold-source', ways: ['finish-rollback'] }, 130);
    const { stderr } = play([], ending);
    expect(stderr).toContain('    liqoctl move resume db -n app --context rome    to finish the rollback\n');
    expect(stderr).not.toContain('move abort');
  });

  test('an error that already says how to go on is not told twice', () => {
    const cause = new AppError('move', 'no', { next: [liqoctl('move abort db -n app --discard-changes')] });
    expect(
      play([], ended({ kind: 'stopped', cause, interrupted: false, phase: 'adopt-target', ways: ['resume', 'abort'] }, 5)).stderr,
    ).not.toContain('resume');
  });

  test.each(['json', 'jsonl'] as const)('what a refusal says to type leads to the same cluster in %s too', (format) => {
    const { stdout } = play([], ended({ kind: 'refused', refusals: [mounted] }, 3), { format });
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: { refusals: [{ next: ['kubectl scale statefulset db -n app --replicas 0 --context rome'] }] },
    });
  });

  test.each(['json', 'jsonl'] as const)('an error that does not say itself what to do gets the advice of its kind in %s too', (format) => {
    const error = new AppError('cluster', 'cannot connect to the API server');
    const { stdout } = play([], failed(error, 6), { format });
    const { error: told } = JSON.parse(stdout) as { error: { next: string[] } };
    expect(told.next).toEqual([expect.stringContaining('check kubeconfig, --context')]);
    expect(play([], failed(error, 6)).stderr).toContain(told.next[0]);
  });

  test('and so does what an error says to type', () => {
    const error = new AppError('refused', 'no', { next: [liqoctl('move list', 'shows them')] });
    expect(play([], failed(error, 3)).stderr).toContain('liqoctl move list --context rome    shows them\n');
  });

  test('the kept copy', () => {
    expect(play([], ended({ kind: 'already-there', message: 'app/db is on milan already' })).stdout).toMatchInlineSnapshot(`
      "✔ app/db is on milan already
      "
    `);
  });

  test('a plan', () => {
    expect(play([], ended({ kind: 'planned', plan, refusals: [] })).stdout).toMatchInlineSnapshot(`
      "Plan for app/db; nothing was changed.
        move                 abcdefghij
        source               node rome-1, claim liqo-storage/1-2-3
        target               provider milan (node milan), claim app-rome/db of class fast
        new volume           move-abcdefghij-1
        temporary namespace  liqo-move-abcdefghij-1
        offloaded to         milan
        claim size           10 GiB
        verify               full
        guard                auto
        movers               run as root
        not copied           trusted.* attributes, which only privileged movers see
        image                restic/restic:0.19.1
        image                restic/rest-server:0.14.0
        image                python:3.13.7-alpine3.22
        source volume        deleted after cutover
        checks               all passed
      "
    `);
  });

  test('a plan that says how to use the link', () => {
    const request = { ...plan.request, compression: 'on' as const, limitRate: 20 << 20 };
    const { stdout } = play([], ended({ kind: 'planned', plan: { ...plan, request }, refusals: [] }));
    expect(stdout).toContain('\n  link                 compression on\n  link                 at most 20 MiB/s for each mover\n');
  });

  test('a plan that cannot be carried out', () => {
    const { stdout } = play([], ended({ kind: 'planned', plan, refusals: [mounted, cordoned] }, 3));
    expect(stdout.slice(stdout.indexOf('  checks'))).toMatchInlineSnapshot(`
      "  checks               2 failed
          claim-mounted: pod app/db-0 mounts the claim
            kubectl scale statefulset db -n app --replicas 0 --context rome
          target-not-ready: node milan is not ready
      "
    `);
  });

  test('a defect', () => {
    expect(play([], failed(new AppError('bug', 'x is not a function'), 1)).stderr).toMatchInlineSnapshot(`
      "✖ Unexpected failure: x is not a function
        Next:
          run the command again with -v and report what it prints
      "
    `);
  });

  test('the stack and its causes come with -v only, and before what to do', () => {
    const error = new AppError('bug', 'outer', { cause: new Error('inner') });
    const { stderr } = play([], failed(error, 1), { verbose: true });
    expect(stderr).toMatch(/AppError: outer\n[^]*caused by:[^]*Error: inner[^]*✖ Unexpected failure: outer/);
    expect(play([], failed(error, 1)).stderr).not.toContain('inner');
  });

  test('a cause is told in json too', () => {
    const { stdout } = play(
      [],
      ended({ kind: 'stopped', cause: lost, interrupted: false, phase: 'adopt-target', ways: ['resume', 'abort'] }, 5),
      { format: 'json' },
    );
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      exitCode: 5,
      namespace: 'app',
      claim: 'db',
      outcome: {
        kind: 'stopped',
        interrupted: false,
        phase: 'adopt-target',
        ways: ['resume', 'abort'],
        cause: {
          kind: 'move',
          message: lost.message,
          seen: lost.seen,
          next: [
            ...lost.next,
            expect.stringContaining('liqoctl move resume db -n app'),
            expect.stringContaining('liqoctl move abort db -n app'),
          ],
        },
      },
    });
  });
});
