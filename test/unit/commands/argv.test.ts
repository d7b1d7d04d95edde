import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import type { MoveRequest } from '../../../src/move/model/request.ts';
import { runCli } from '../../support/run-cli.ts';

const request: MoveRequest = {
  namespace: 'of-the-context',
  claim: 'db',
  targetNode: 'milan',
  verify: 'full',
  guard: 'auto',
  compression: 'auto',
  keepSource: false,
  images: { restic: 'restic/restic:0.19.1', server: 'restic/rest-server:0.14.0', verify: 'python:3.13.7-alpine3.22' },
  resources: {},
  stallSeconds: 900,
};

const ref = { namespace: 'of-the-context', claim: 'db' };
const move = 'move volume db --target-node milan';

describe('a command line means', () => {
  test.each<[string, string, unknown[]]>([
    [move, 'runMove', [request, false]],
    ['move pvc --target-node=milan db', 'runMove', [request, false]],
    [`${move} -n app`, 'runMove', [{ ...request, namespace: 'app' }, false]],
    [`${move} --namespace=app --dry-run`, 'runMove', [{ ...request, namespace: 'app' }, true]],
    [`${move} --dry-run=server`, 'runMove', [request, true]],
    [`${move} --dry-run=none`, 'runMove', [request, false]],
    ['move volume pvc/db --target-node milan', 'runMove', [request, false]],
    ['move volume persistentvolumeclaim/db --target-node milan', 'runMove', [request, false]],
    ['move volume app/db --target-node milan', 'runMove', [{ ...request, namespace: 'app' }, false]],
    [`${move} -n=app --dry-run=true --keep-source=false`, 'runMove', [{ ...request, namespace: 'app' }, true]],
    [`${move} --verify restore --guard required`, 'runMove', [{ ...request, verify: 'restore', guard: 'required' }, false]],
    [`${move} --keep-source`, 'runMove', [{ ...request, keepSource: true }, false]],
    [`${move} --compression off --limit-rate 20Mi`, 'runMove', [{ ...request, compression: 'off', limitRate: 20 << 20 }, false]],
    [`${move} --accept-lost-times`, 'runMove', [{ ...request, acceptLostTimes: true }, false]],
    [`${move} --remove-finished-pods=true`, 'runMove', [{ ...request, removeFinishedPods: true }, false]],
    [
      `${move} --target-class fast --repository-class slow`,
      'runMove',
      [{ ...request, targetClass: 'fast', repositoryClass: 'slow' }, false],
    ],
    [`${move} --mover-privileged`, 'runMove', [{ ...request, rights: { kind: 'privileged' } }, false]],
    [`${move} --mover-uid 1000`, 'runMove', [{ ...request, rights: { kind: 'user', uid: 1000 } }, false]],
    [`${move} --stall-timeout 1h30m`, 'runMove', [{ ...request, stallSeconds: 5400 }, false]],
    [
      `${move} --restic-image a/b:1 --restic-server-image c:5000/d --verify-image e@sha256:0f`,
      'runMove',
      [{ ...request, images: { restic: 'a/b:1', server: 'c:5000/d', verify: 'e@sha256:0f' } }, false],
    ],
    [
      `${move} --containers-cpu-requests 100m --containers-cpu-limits 1 --containers-ram-requests 64Mi --containers-ram-limits 1.5Gi`,
      'runMove',
      [{ ...request, resources: { cpuRequests: '100m', cpuLimits: '1', ramRequests: '64Mi', ramLimits: '1.5Gi' } }, false],
    ],
    [
      `${move} --image-pull-secret one --image-pull-secret two --image-pull-secret one --priority-class high`,
      'runMove',
      [{ ...request, pullSecrets: ['one', 'two'], priorityClass: 'high' }, false],
    ],
    [
      `${move} --mover-toleration a.b/c --mover-toleration d=e:NoExecute --mover-toleration f:NoSchedule --mover-node-selector g=h,i=`,
      'runMove',
      [
        {
          ...request,
          moverTolerations: [
            { key: 'a.b/c', operator: 'Exists' },
            { key: 'd', operator: 'Equal', value: 'e', effect: 'NoExecute' },
            { key: 'f', operator: 'Exists', effect: 'NoSchedule' },
          ],
          moverNodeSelector: { g: 'h', i: '' },
        },
        false,
      ],
    ],
    [`--skip-confirm --request-timeout 5s ${move} --cache-dir /tmp --match-server-version=false`, 'runMove', [request, false]],
    ['move resume db', 'resumeMove', [ref]],
    ['move resume db -n app', 'resumeMove', [{ ...ref, namespace: 'app' }]],
    ['move abort db', 'abortMove', [ref, { discardChanges: false, recreate: false }]],
    ['move abort db --discard-changes --recreate', 'abortMove', [ref, { discardChanges: true, recreate: true }]],
    ['move cleanup', 'cleanUpMoves', [{ namespace: 'of-the-context', dryRun: false }]],
    ['move cleanup -n app --dry-run', 'cleanUpMoves', [{ namespace: 'app', dryRun: true }]],
    ['move cleanup -A', 'cleanUpMoves', [{ namespace: undefined, dryRun: false }]],
    ['move list', 'listMoves', [undefined]],
    ['move list -n app', 'listMoves', ['app']],
    ['move list -A', 'listMoves', [undefined]],
    ['move resume app/db -n app', 'resumeMove', [{ ...ref, namespace: 'app' }]],
  ])('%s', async (line, verb, wish) => {
    const { code, calls, stderr } = await runCli(line.split(' '));
    expect(calls.map((call) => [call.verb, call.wish])).toEqual([[verb, wish]]);
    expect([code, stderr]).toEqual([
      0,
      ({ listMoves: 'No moves.\n', cleanUpMoves: 'Nothing is left of moves.\n' } as Record<string, string>)[verb] ?? '',
    ]);
  });

  test("a site's own images, unless a flag says another", async () => {
    const env = {
      LIQOCTL_RESTIC_IMAGE: 'site/restic@sha256:0f',
      LIQOCTL_RESTIC_SERVER_IMAGE: 'site/server:1',
      LIQOCTL_VERIFY_IMAGE: 'site/python:1',
    };
    const images = async (line: string) => (await runCli(line.split(' '), { env })).calls[0]?.wish[0];
    expect(await images(move)).toMatchObject({
      images: { restic: 'site/restic@sha256:0f', server: 'site/server:1', verify: 'site/python:1' },
    });
    expect(await images(`${move} --restic-image own:2`)).toMatchObject({ images: { restic: 'own:2', server: 'site/server:1' } });
    const { code, stderr } = await runCli(move.split(' '), { env: { LIQOCTL_VERIFY_IMAGE: 'not an image' } });
    expect(code).toBe(2);
    expect(stderr).toContain('LIQOCTL_VERIFY_IMAGE: "not an image" is not an image');
  });

  test.each(['a=b=c', ':NoSchedule', 'a:Never', 'a b'])('no taint by %j', async (text) => {
    const { code, stderr } = await runCli([...move.split(' '), '--mover-toleration', text]);
    expect(code).toBe(2);
    expect(stderr).toContain(`--mover-toleration: ${JSON.stringify(text)} is not a taint`);
  });

  test.each([
    `--kubeconfig /k --context c --cluster l --user u ${move}`,
    `${move} --user=u --cluster=l --context=c --kubeconfig=/k`,
    'move --kubeconfig /k --context c list --cluster l --user u',
  ])('the same cluster, wherever its flags stand: %s', async (line) => {
    const { connections } = await runCli(line.split(' '));
    expect(connections).toMatchObject([{ kubeconfig: '/k', context: 'c', cluster: 'l', user: 'u' }]);
  });

  test('classes of the environment, where no flag names one', async () => {
    const env = { LIQOCTL_TARGET_CLASS: 'fast', LIQOCTL_REPOSITORY_CLASS: 'slow' };
    const wished = async (line: string) => (await runCli(line.split(' '), { env })).calls[0]?.wish[0];
    expect(await wished(move)).toMatchObject({ targetClass: 'fast', repositoryClass: 'slow' });
    expect(await wished(`${move} --target-class own`)).toMatchObject({ targetClass: 'own', repositoryClass: 'slow' });
  });

  test('the lease duration in seconds', async () => {
    const seconds = async (line: string) => (await runCli(line.split(' '))).calls[0]?.context.leaseSeconds;
    expect(await seconds('move resume db')).toBe(15);
    expect(await seconds('move resume db --lease-duration 1m')).toBe(60);
  });

  test('one kubeconfig per provider', async () => {
    const readText = async (path: string) => `text of ${path}`;
    const line = 'move resume db --remote-kubeconfig milan=/a=b --remote-kubeconfig /tmp/x=y';
    const { calls } = await runCli(line.split(' '), { collaborators: { readText } });
    expect([...(calls[0]?.context.remoteKubeconfigs ?? [])]).toEqual([
      ['milan', { file: '/a=b', text: 'text of /a=b' }],
      ['', { file: '/tmp/x=y', text: 'text of /tmp/x=y' }],
    ]);
  });

  test('labels and annotations for what a move creates', async () => {
    const line = `${move} --global-labels a=b,c= --global-annotations x.y/z=of-\${name}`;
    const { calls } = await runCli(line.split(' '));
    expect(calls[0]?.wish[0]).toMatchObject({ marks: { labels: { a: 'b', c: '' }, annotations: { 'x.y/z': 'of-${name}' } } });
  });

  test("every flag of kubectl's about the connection", async () => {
    const line =
      '-s https://s --certificate-authority /ca --tls-server-name n --token t --username u --password p --client-certificate /c ' +
      '--client-key /k --as a --as-uid i --as-group g --as-group h --as-user-extra k=v --request-timeout 5 move list --insecure-skip-tls-verify=true';
    expect((await runCli(line.split(' '))).connections).toMatchObject([
      {
        server: 'https://s',
        certificateAuthority: '/ca',
        insecureSkipTlsVerify: true,
        tlsServerName: 'n',
        token: 't',
        username: 'u',
        password: 'p',
        clientCertificate: '/c',
        clientKey: '/k',
        as: 'a',
        asUid: 'i',
        asGroup: ['g', 'h'],
        asUserExtra: ['k=v'],
        requestTimeout: 5,
      },
    ]);
  });

  test('the same connection again in what to type next, with no secret in it', async () => {
    const cause = new AppError('move', 'it stopped');
    const outcome = { kind: 'stopped', cause, interrupted: false, phase: 'hold-source', ways: ['resume', 'abort'] } as const;
    const line = `${move} --server https://s --insecure-skip-tls-verify --token s3cret --as-group g --as a'b`;
    const { stderr } = await runCli(line.split(' '), { outcome });
    expect(stderr).toContain(
      `liqoctl move resume db -n of-the-context --server https://s --insecure-skip-tls-verify --token "$TOKEN" --as 'a'\\''b' --as-group g`,
    );
    expect(stderr).not.toContain('s3cret');
  });
});
