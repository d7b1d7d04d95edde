import { expect, it } from 'vitest';
import { createJsonLog, type LogLevel } from '../../../../src/provisioner/process/json-log.ts';
import { createFakeClock } from '../../../fake-clock.ts';

function openLog(level: LogLevel = 'info') {
  const written: string[] = [];
  const log = createJsonLog(level, { write: (line) => written.push(line) }, createFakeClock());
  return { log, written };
}

it('writes one line of JSON for each event', () => {
  const { log, written } = openLog();
  log.warn({ claim: 'shop/data', reason: 'Forbidden', error: 'no rights' }, 'failed');
  expect(written).toEqual([
    '{"level":"warn","time":"2026-01-01T00:00:00.000Z","claim":"shop/data","reason":"Forbidden","error":"no rights","msg":"failed"}\n',
  ]);
});

it('keeps foreign text in its field and on its line', () => {
  const { log, written } = openLog();
  const error = 'no\n{"level":"error","msg":"forged"}\u001b[2J';
  log.info({ error }, 'a "message"\n');
  expect(written).toHaveLength(1);
  expect(written[0]?.trimEnd()).not.toContain('\n');
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ error, msg: 'a "message"\n', level: 'info' });
});

it.each<[LogLevel, string[]]>([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
])('at level %s writes %s', (level, expected) => {
  const { log, written } = openLog(level);
  for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]({}, 'x');
  expect(written.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(expected);
});
