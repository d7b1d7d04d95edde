import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { splitLines } from '../../../../src/kube/client/lines.ts';
import { followFile } from '../../../sandbox/pods/follow-file.ts';
import { startTestNode, type TestNode } from './test-node.ts';

describe('logs over HTTP', () => {
  let lab: TestNode;
  beforeAll(async () => {
    lab = await startTestNode();
  });
  afterAll(() => lab.close());

  const ask = async (path: string) => {
    const { status } = await lab.port.read(kinds.node, { name: 'rome-1' });
    const ip = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    return await fetch(`http://${ip}:${status?.daemonEndpoints?.kubeletEndpoint?.Port}/containerLogs/app/${path}`);
  };

  it('arrive as they are written, and end with the container', async () => {
    const volumes = [{ name: 'data', emptyDir: {} }];
    const volumeMounts = [{ name: 'data', mountPath: '/vol/data' }];
    await lab.script('talker', 'echo one; while [ ! -e /vol/data/go ]; do sleep 0.02; done; echo two', { volumeMounts }, { volumes });
    await lab.phase('talker', 'Running');
    const lines = splitLines((await ask('talker/main?follow=true')).body ?? Readable.from([]));
    const iterator = lines[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe('one');
    await writeFile(join(lab.kubelet.container('app', 'talker', 'main')?.volumePath('data') ?? '', 'go'), '');
    expect((await iterator.next()).value).toBe('two');
    expect((await iterator.next()).done).toBe(true);
    expect(await (await ask('talker/main?tailLines=1')).text()).toBe('two\n');
  });

  it('are refused for what is not there or has not started', async () => {
    await lab.script('early', 'true', { image: 'missing' });
    await lab.phase('early', 'Pending');
    const answers = await Promise.all(['early/main', 'early/other', 'nobody/main'].map(ask));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 404]);
    expect(await answers[0]?.text()).toMatch(/^container "main" in pod "early" is waiting to start: /);
  });
});

it('the tail of a file is its last lines, whatever is in them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tail-'));
  const file = join(folder, 'log');
  const signal = new AbortController().signal;
  try {
    const line = fc.stringMatching(/^[^\n]*$/);
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.nat(12), fc.boolean(), async (lines, tailLines, closed) => {
        const text = lines.join('\n') + (closed && lines.length > 0 ? '\n' : '');
        await writeFile(file, text);
        const all = text === '' ? [] : text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
        const kept = tailLines === 0 ? [] : all.slice(-tailLines);
        const expected = kept.join('\n') + (kept.length > 0 && text.endsWith('\n') ? '\n' : '');
        const bytes = await buffer(Readable.from(followFile(file, { tailLines, ended: () => true, signal })));
        expect(bytes.toString()).toBe(expected);
      }),
      { numRuns: 60 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
