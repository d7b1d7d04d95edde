import { expect, test } from 'vitest';
import { ended, play, report, shortMove } from './script.ts';

const moved = ended({ kind: 'moved', report });

test('a pipe gets plain lines, and a line about progress every ten seconds at most', () => {
  const { stdout, stderr } = play(shortMove, moved);
  expect(stderr).toMatchInlineSnapshot(`
    "Moving app/db from rome-1 to milan (move abcdefghij)
    Hold the source volume
    Hold the source volume: waiting for the virtual kubelet of milan
    Hold the source volume: done in 2.0 s, volume pvc-1 held
    Take a snapshot
    Warning: the cluster cannot guard the claim
    Take a snapshot: 75%  300 MiB of 400 MiB  26 MiB/s  3.8 s left  3,600 files
    Take a snapshot: done in 14 s
    Undo: hold the source volume
    Undo: hold the source volume: done in 0.3 s
    "
  `);
  expect(stdout).toMatchInlineSnapshot(`
    "Moved app/db to milan.
      from        rome-1
      to          milan
      copied      400 MiB in 4,800 files, 2 passes
      verified    4,912 entries, but for what is not carried, sha256:0123abcd
      cut         0.9 s
      time        23 s (take-snapshot 14 s, restore-data 9.0 s)
      not carried 3 sockets
      left behind the real volume pvc-1 (its class keeps volumes)
    "
  `);
});

test('a terminal gets one line per phase', () => {
  const { screen, stdout } = play(shortMove, moved, { terminal: true });
  expect(screen).toMatchInlineSnapshot(`
    "Moving app/db from rome-1 to milan (move abcdefghij)
    ✔ Hold the source volume  volume pvc-1 held  2.0 s
    ⚠ the cluster cannot guard the claim
    ✔ Take a snapshot  14 s
    ↩ Undo: hold the source volume  0.3 s"
  `);
  expect(stdout).not.toBe('');
});

test('the running phase shows its bar, what it waits for, and its time', () => {
  const { screens } = play(shortMove, moved, { terminal: true });
  const live = screens.map(
    (screen) =>
      screen
        .split('\n')
        .filter((line) => line.startsWith('*'))
        .at(-1) ?? '-',
  );
  expect(live.join('\n')).toMatchInlineSnapshot(`
    "-
    * Hold the source volume 0.0 s
    * Hold the source volume  waiting for the virtual kubelet of milan 0.4 s
    -
    * Take a snapshot 0.0 s
    * Take a snapshot  ░░░░░░░░░░  0%  0 B of 400 MiB  0 files 1.0 s
    * Take a snapshot  ██░░░░░░░░  25%  100 MiB of 400 MiB  20 MiB/s  15 s left  1,200 files 6.0 s
    * Take a snapshot  ██░░░░░░░░  25%  100 MiB of 400 MiB  20 MiB/s  15 s left  1,200 files 7.0 s
    * Take a snapshot  ███████░░░  75%  300 MiB of 400 MiB  26 MiB/s  3.8 s left 12 s
    -
    * Undo: hold the source volume 0.0 s
    -"
  `);
});

test('a narrow terminal never wraps the running phase', () => {
  const { screens } = play(shortMove, moved, { terminal: true, columns: 50 });
  for (const line of screens.flatMap((screen) => screen.split('\n'))) {
    if (line.startsWith('*')) expect(Array.from(line).length).toBeLessThanOrEqual(50);
  }
});

test('json is one document on stdout', () => {
  const { stdout, stderr } = play(shortMove, moved, { format: 'json' });
  expect(JSON.parse(stdout)).toEqual({ version: 1, exitCode: 0, namespace: 'app', claim: 'db', outcome: { kind: 'moved', report } });
  expect(stderr).toBe(play(shortMove, moved).stderr);
});

test('jsonl is one line per event and one for the end', () => {
  const { stdout, stderr } = play(shortMove, moved, { format: 'jsonl' });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(lines.map(({ type }) => type)).toEqual([...shortMove.map(([, event]) => event.type), 'ended']);
  expect(stdout.split('\n').slice(0, 3).join('\n')).toMatchInlineSnapshot(`
    "{"time":"2026-01-02T03:04:05.000Z","type":"move-started","move":"abcdefghij","namespace":"app","claim":"db","from":"rome-1","to":"milan","resumed":false}
    {"time":"2026-01-02T03:04:05.000Z","type":"phase-started","phase":"hold-source","direction":"forward"}
    {"time":"2026-01-02T03:04:05.400Z","type":"waiting","phase":"hold-source","for":"the virtual kubelet of milan"}"
  `);
  expect(lines.at(-1)).toMatchObject({ time: '2026-01-02T03:04:21.300Z', exitCode: 0, outcome: { kind: 'moved' } });
  expect(stderr).toBe('');
});

test('without a verified digest the result says so', () => {
  const { verified: _none, cutMilliseconds: _cut, ...bare } = report;
  const { stdout } = play([], ended({ kind: 'kept', report: { ...bare, phaseMilliseconds: {}, leftBehind: [], notCarried: [] } }));
  expect(stdout).toMatchInlineSnapshot(`
    "Moved app/db to milan. The old copy is kept.
      from        rome-1
      to          milan
      copied      400 MiB in 4,800 files, 2 passes
      verified    no manifest was compared
      time        0.0 s
    "
  `);
});

test('a copy that is ahead of its phase does not take the line of the phase that runs', () => {
  const early: typeof shortMove = [
    [0, { type: 'phase-started', phase: 'stage-target', direction: 'forward' }],
    [0, { type: 'progress', phase: 'take-snapshot', progress: { bytes: 5000, files: 1, totalBytes: 10_000, pass: 1 } }],
    [1000, { type: 'phase-done', phase: 'stage-target', direction: 'forward', milliseconds: 1000 }],
    [0, { type: 'phase-started', phase: 'take-snapshot', direction: 'forward' }],
  ];
  const { screens } = play(early, moved, { terminal: true });
  expect(screens.map((screen) => screen.split('\n').at(-1))).toEqual([
    '* Stage the target volume 0.0 s',
    '* Stage the target volume 0.0 s',
    '✔ Stage the target volume  1.0 s',
    '* Take a snapshot  █████░░░░░  50%  4.8 KiB of 9.7 KiB  1 file 0.0 s',
  ]);
  expect(play(early, moved).stderr).not.toContain('%');
});
