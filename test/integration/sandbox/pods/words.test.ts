import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expandVariables } from '../../../sandbox/pods/expansion.ts';
import { familyOf } from '../../../sandbox/pods/images.ts';
import { quoted } from '../../../sandbox/pods/shell-quote.ts';
import { substitutePaths } from '../../../sandbox/pods/substitution.ts';

const run = promisify(execFile);

it('variables are expanded as a kubelet does it', () => {
  const variables = { A: 'x', B: '$(A)' };
  expect(expandVariables('$(A) $(B) $$(A) $(C) $A $$ $( $(A', variables)).toBe('x $(A) $(A) $(C) $A $ $( $(A');
});

it('a text without dollars is left alone', () => {
  fc.assert(fc.property(fc.stringMatching(/^[^$]*$/), (text) => expandVariables(text, { A: 'x' }) === text));
});

it('any text is one word of a shell', async () => {
  const text = fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0'));
  const property = fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (words) => {
    const script = words.map((word) => `printf '%s\\0' ${quoted(word)}`).join('\n');
    const { stdout } = await run('sh', ['-c', script]);
    expect(stdout).toBe(words.map((word) => `${word}\0`).join(''));
  });
  await fc.assert(property, { numRuns: 30 });
});

it('mount paths become real folders, and with a folder named data its parent too', () => {
  const mounts = [
    { inside: '/vol/data', host: '/real/a/data' },
    { inside: '/etc/auth', host: '/real/auth/data' },
  ];
  const text = 'cd /vol && restic backup data /vol/data/x --exclude=/vol/data/lost+found /etc/auth/password /volumes /my/vol /vol.d';
  expect(substitutePaths(text, mounts)).toBe(
    'cd /real/a && restic backup data /real/a/data/x --exclude=/real/a/data/lost+found /real/auth/data/password /volumes /my/vol /vol.d',
  );
});

it('an image is known by its name, whatever its registry and tag', () => {
  const names = [
    'restic/restic:0.18.1',
    'docker.io/restic/restic@sha256:1',
    'restic/rest-server:0.14',
    'ghcr.io/x/restic/rest-server',
    'python:3-alpine',
    'busybox',
  ];
  expect(names.map(familyOf)).toEqual(['restic', 'restic', 'rest-server', 'rest-server', 'python', 'shell']);
});
