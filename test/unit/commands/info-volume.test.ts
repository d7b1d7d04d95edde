import { expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { KubeError } from '../../../src/kube/client/errors.ts';
import type { VolumeQuestion } from '../../../src/move/info/info-volume.ts';
import type { VolumeInfo } from '../../../src/move/info/volume-info.ts';
import { runCli } from '../../support/run-cli.ts';

const volume: VolumeInfo = { namespace: 'app', claim: 'db', uid: 'u', phase: 'Pending', home: { kind: 'none' }, mountedBy: [] };

async function info(line: string, found: readonly VolumeInfo[] | Error = [volume]) {
  const questions: VolumeQuestion[] = [];
  const readVolumeInfos = async (question: VolumeQuestion) => {
    questions.push(question);
    if (found instanceof Error) throw found;
    return found;
  };
  const result = await runCli(['info', ...line.split(' ')], { collaborators: { info: async () => ({ readVolumeInfos }) } });
  return { ...result, questions };
}

test.each([
  ['volume', { namespace: 'of-the-context', claim: undefined }],
  ['pvc db', { namespace: 'of-the-context', claim: 'db' }],
  ['volume db -n app', { namespace: 'app', claim: 'db' }],
  ['-n app volume db', { namespace: 'app', claim: 'db' }],
  ['volume -A', { namespace: undefined, claim: undefined }],
])('info %s asks for %j', async (line, question) => {
  const { code, questions, stdout } = await info(line);
  expect([code, questions]).toEqual([0, [question]]);
  expect(stdout).toContain('none yet');
});

test('a claim of all namespaces is not one claim', async () => {
  expect(await info('volume db -A')).toMatchObject({ code: 2, questions: [], connections: [] });
});

test.each([
  [new AppError('refused', 'there is no claim db'), 3],
  [new KubeError({ reason: 'forbidden', message: 'no', attempt: 'read claims' }), 6],
  [new TypeError('a defect'), 1],
])('%s', async (error, exitCode) => {
  const text = await info('volume db', error);
  expect([text.code, text.stdout]).toEqual([exitCode, '']);
  expect(text.stderr).toContain(error.message);
  const json = await info('volume db -o json', error);
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([exitCode, { version: 1, exitCode, error: { message: error.message } }]);
});

test('no claims are a word for people and an empty list for scripts', async () => {
  expect(await info('volume', [])).toMatchObject({ code: 0, stdout: '', stderr: 'No claims.\n' });
  const { stdout, stderr } = await info('volume -o json', []);
  expect([JSON.parse(stdout), stderr]).toEqual([{ version: 1, exitCode: 0, volumes: [] }, '']);
});
