import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMoverLine, readLogLine } from '../../../src/restic/mover-line.ts';

const backup =
  '{"pass":1,"step":"backup","message_type":"status","seconds_elapsed":2,"percent_done":0.5,"total_files":8,"files_done":4,"total_bytes":200,"bytes_done":100,"current_files":["/data/\\"x\\""]}';
const restore =
  '{"pass":2,"step":"restore","message_type":"status","seconds_elapsed":2,"percent_done":0.5,"total_files":8,"files_restored":4,"files_skipped":3,"total_bytes":200,"bytes_restored":100,"bytes_skipped":50}';
const final = '{"message_type":"mover","milestone":"final","pass":2,"snapshot":"ab"}';
const failure = '{"message_type":"error","error":{"message":"open data/x: permission denied"},"during":"archival","item":"/vol/data/x"}';

describe('mover line', () => {
  it.each([
    [backup, { type: 'progress', step: 'backup', pass: 1, bytes: 100, files: 4, totalBytes: 200, totalFiles: 8 }],
    // What was on the target already counts as done, and as part of the whole.
    [restore, { type: 'progress', step: 'restore', pass: 2, bytes: 150, files: 7, totalBytes: 250, totalFiles: 11 }],
    [
      '{"message_type":"mover","step":"manifest","pass":1,"bytes":5,"files":1}',
      { type: 'progress', step: 'manifest', pass: 1, bytes: 5, files: 1 },
    ],
    [final, { type: 'final', pass: 2, snapshot: 'ab' }],
    ['{"message_type":"mover","milestone":"changed","pass":1,"paths":["d/a"]}', { type: 'changed', pass: 1, paths: ['d/a'] }],
    ['{"message_type":"mover","milestone":"verified","pass":1}', { type: 'verified', pass: 1 }],
    ['{"message_type":"mover","milestone":"waiting","pass":0}', { type: 'waiting', pass: 0 }],
    [failure, { type: 'error', message: 'open data/x: permission denied', path: '/vol/data/x' }],
    ['{"message_type":"exit_error","code":12,"message":"Fatal: wrong password"}', { type: 'error', message: 'Fatal: wrong password' }],
  ])('reads %s', (line, expected) => {
    expect(parseMoverLine(line)).toEqual(expected);
  });

  it.each([
    '',
    '{}',
    'null',
    '[]',
    'Save(<data/1>) returned error, retrying',
    `${backup}${final}`,
    '{"message_type":"summary","files_new":1}',
  ])('passes over %j', (line) => {
    expect(parseMoverLine(line)).toBeUndefined();
  });

  it.each([
    ['what restic complains of', failure, '/vol/data/x: open data/x: permission denied'],
    ['what is no JSON', 'sh: restic: not found', 'sh: restic: not found'],
    ['what only looks like JSON', '{"half":', '{"half":'],
    ['no counters', backup, undefined],
    ['no milestones', '{"message_type":"mover","milestone":"reached"}', undefined],
    ['no summary', '{"message_type":"summary","files_new":1}', undefined],
  ])('is told to people as %s', (_what, line, told) => {
    expect(readLogLine(line)).toBe(told);
  });

  it('never takes a part of a line for a whole one', () => {
    for (const line of [backup, restore, final, failure]) {
      for (let end = 0; end < line.length; end += 1) expect(parseMoverLine(line.slice(0, end))).toBeUndefined();
    }
  });

  it('survives any text and never counts backwards from zero', () => {
    const like = fc.record({
      message_type: fc.constantFrom('status', 'mover', 'error', 'exit_error'),
      step: fc.constantFrom('backup', 'restore', 'cook'),
      milestone: fc.constantFrom('final', 'verified', 'lunch'),
      pass: fc.oneof(fc.integer(), fc.double(), fc.string()),
      bytes_done: fc.oneof(fc.double(), fc.integer(), fc.constant(null)),
      error: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          like.map((value) => JSON.stringify(value)),
        ),
        (line) => {
          const seen = parseMoverLine(line);
          if (seen?.type === 'progress') expect(Math.min(seen.bytes, seen.files, seen.pass)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
