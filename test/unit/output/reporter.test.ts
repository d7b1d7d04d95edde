import { expect, test } from 'vitest';
import { closing, ended, play, report, shortMove } from './script.ts';

const moved = ended({ kind: 'moved', report, ...closing });

test('a pipe gets plain lines, and a line about progress every ten seconds at most', () => {
  const { stdout, stderr } = play(shortMove, moved);
  expect(stderr).toMatchInlineSnapshot(`
    "2026-01-02T03:04:05Z Moving app/db from rome-1 to milan (move abcdefghij)
    2026-01-02T03:04:05Z 3/15 Protect source
    2026-01-02T03:04:05Z 3/15 Protect source: waiting for the virtual kubelet of milan
    2026-01-02T03:04:07Z Protect source: done in 2.0 s, volume pvc-1 held
    2026-01-02T03:04:07Z 6/15 Back up source
    2026-01-02T03:04:14Z Warning: the cluster cannot guard the claim
    2026-01-02T03:04:19Z 6/15 Back up source: 75%  4 s left  300 MiB of 400 MiB  26 MiB/s  3,600 files
    2026-01-02T03:04:21Z Back up source: done in 14 s
    2026-01-02T03:04:21Z 1/2 Roll back: protect source
    2026-01-02T03:04:21Z Roll back: protect source: done in 0.3 s
    "
  `);
  expect(stdout).toMatchInlineSnapshot(`
    "✔ Moved app/db from rome-1 to milan in 23 s.
      copied       400 MiB, 4,800 files in 2 passes, 17.3 MiB/s
      verified     4,912 entries (sha256:0123abcd)
      downtime     at least 25 s, of which cutover 0.9 s
      not copied   3 sockets
      left behind  the real volume pvc-1 (its class keeps volumes)
    Next: kubectl scale statefulset db -n app --replicas=1 --context rome
    "
  `);
});

test('a terminal gets one line per phase', () => {
  const { screen, stdout } = play(shortMove, moved, { terminal: true });
  expect(screen).toMatchInlineSnapshot(`
    "Moving app/db from rome-1 to milan (move abcdefghij)
    ✔ Protect source  volume pvc-1 held  2.0 s
    ⚠ the cluster cannot guard the claim
    ✔ Back up source  14 s
    ↩ Roll back: protect source  0.3 s"
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
    * 3/15 Protect source 0.0 s
    * 3/15 Protect source  waiting for the virtual kubelet of milan 0.4 s
    -
    * 6/15 Back up source  waiting for the source mover to begin 0.0 s
    * 6/15 Back up source  ░░░░░░░░░░  0%  0 B of 400 MiB  0 files 1.0 s
    * 6/15 Back up source  ██░░░░░░░░  25%  15 s left  100 MiB of 400 MiB  20 MiB/s 6.0 s
    * 6/15 Back up source  ██░░░░░░░░  25%  15 s left  100 MiB of 400 MiB  20 MiB/s 7.0 s
    * 6/15 Back up source  ███████░░░  75%  4 s left  300 MiB of 400 MiB  26 MiB/s 12 s
    -
    * 1/2 Roll back: protect source 0.0 s
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
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    exitCode: 0,
    namespace: 'app',
    claim: 'db',
    outcome: { kind: 'moved', report, unseen: [], next: ['kubectl scale statefulset db -n app --replicas=1 --context rome'] },
  });
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
    "{"time":"2026-01-02T03:04:05.000Z","type":"move-started","move":"abcdefghij","namespace":"app","claim":"db","from":"rome-1","to":"milan","direction":"forward","resumed":false}
    {"time":"2026-01-02T03:04:05.000Z","type":"phase-started","phase":"hold-source","direction":"forward","step":3,"steps":15}
    {"time":"2026-01-02T03:04:05.400Z","type":"waiting","phase":"hold-source","for":"the virtual kubelet of milan"}"
  `);
  expect(lines.at(-1)).toMatchObject({ time: '2026-01-02T03:04:21.300Z', exitCode: 0, outcome: { kind: 'moved' } });
  expect(stderr).toBe('');
});

test('without a verified digest the result says so', () => {
  const { verified: _none, cutMilliseconds: _cut, ...bare } = report;
  const { stdout } = play(
    [],
    ended({ kind: 'kept', report: { ...bare, phaseMilliseconds: {}, leftBehind: [], notCarried: [] }, ...closing }),
  );
  expect(stdout).toMatchInlineSnapshot(`
    "✔ Moved app/db from rome-1 to milan in 0.0 s. The old copy is kept.
      copied    400 MiB, 4,800 files in 2 passes
      verified  no
      downtime  at least 25 s
    Next: kubectl scale statefulset db -n app --replicas=1 --context rome
    "
  `);
});

test('restic has looked at the content of files, where it was asked to', () => {
  const { verified: _none, ...bare } = report;
  const { stdout } = play([], ended({ kind: 'moved', report: { ...bare, verify: 'restore' }, ...closing }));
  expect(stdout).toContain('  verified     content of files, by restic\n');
});

test('a copy that is ahead of its phase does not take the line of the phase that runs', () => {
  const early: typeof shortMove = [
    [0, { type: 'phase-started', phase: 'stage-target', direction: 'forward', step: 5, steps: 15 }],
    [0, { type: 'progress', phase: 'take-snapshot', progress: { bytes: 5000, files: 1, totalBytes: 10_000, pass: 1 } }],
    [1000, { type: 'phase-done', phase: 'stage-target', direction: 'forward', milliseconds: 1000 }],
    [0, { type: 'phase-started', phase: 'take-snapshot', direction: 'forward', step: 6, steps: 15 }],
  ];
  const { screens } = play(early, moved, { terminal: true });
  expect(screens.map((screen) => screen.split('\n').at(-1))).toEqual([
    '* 5/15 Prepare target  waiting for repository, target volume and mover pods to start 0.0 s',
    '* 5/15 Prepare target  waiting for repository, target volume and mover pods to start 0.0 s',
    '✔ Prepare target  1.0 s',
    '* 6/15 Back up source  █████░░░░░  50%  4.8 KiB of 9.7 KiB  1 file 0.0 s',
  ]);
  expect(play(early, moved).stderr).not.toContain('%');
});

test('what an earlier phase has to wait for is said of the phase that runs', () => {
  const late: typeof shortMove = [
    [0, { type: 'phase-started', phase: 'take-snapshot', direction: 'forward', step: 6, steps: 15 }],
    [500, { type: 'waiting', phase: 'stage-target', for: 'the target mover to start: Insufficient cpu' }],
  ];
  const text = '6/15 Back up source';
  const shown = play(late, moved, { terminal: true }).screens.at(-1);
  expect(shown).toBe(`* ${text}  waiting for the target mover to start: Insufficient cpu 0.5 s`);
  expect(play(late, moved).stderr).toContain(`Z ${text}: waiting for the target mover to start: Insufficient cpu\n`);
});

test.each([
  ['forward', false, 'Moving app/db from'],
  ['forward', true, 'Resuming the move of app/db from'],
  ['back', false, 'Rolling back the move of app/db from'],
  ['back', true, 'Resuming the rollback of the move of app/db from'],
] as const)('a move that goes %s, resumed: %s, begins with "%s"', (direction, resumed, words) => {
  const started: typeof shortMove = [
    [0, { type: 'move-started', move: 'abcdefghij', namespace: 'app', claim: 'db', from: 'rome-1', to: 'milan', direction, resumed }],
  ];
  expect(play(started, moved, { terminal: true }).screen).toMatch(new RegExp(`^${words}`));
});

test('a warning that is true of every move is for -v', () => {
  const always: typeof shortMove = [[0, { type: 'warning', text: 'not copied: trusted.* attributes', detail: true }]];
  for (const terminal of [true, false]) {
    expect(play(always, moved, { terminal }).stderr).not.toContain('trusted');
    expect(play(always, moved, { terminal, verbose: true }).stderr).toContain('trusted');
  }
  const unseen = ended({
    kind: 'moved',
    report: { ...report, notCarried: ['3 sockets', 'trusted.* attributes'] },
    unseen: ['trusted.* attributes'],
    next: [],
  });
  expect(play([], unseen).stdout).not.toContain('trusted');
  expect(play([], unseen, { verbose: true }).stdout).toContain('not copied      3 sockets; trusted.* attributes');
});

test('the times of phases are for -v', () => {
  expect(play([], moved).stdout).not.toContain('Restore data');
  expect(play([], moved, { verbose: true }).stdout).toContain('  Restore data    9.0 s\n');
});

test('a phase that a flag has made needless is shown as skipped', () => {
  const skipped: typeof shortMove = [
    [0, { type: 'phase-done', phase: 'verify-data', direction: 'forward', milliseconds: 0, skipped: '--verify=none' }],
  ];
  expect(play(skipped, moved, { terminal: true }).screen).toBe('- Verify copy  skipped (--verify=none)');
  expect(play(skipped, moved).stderr).toContain(' Verify copy: skipped (--verify=none)\n');
});

test('a locale without UTF-8 gets ASCII only', () => {
  const { screens, screen, stdout } = play(shortMove, moved, { terminal: true, env: { LC_ALL: 'C' } });
  expect([...screens, screen, stdout].join('\n')).not.toMatch(/[^\n -~]/);
  expect(screens.join('\n')).toContain('##........  25%');
  expect(stdout).toMatch(/^\+ Moved/);
});
