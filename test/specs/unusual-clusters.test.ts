import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { kinds, type Pod } from '../../src/kube/objects/kinds.ts';
import { moveLabels } from '../../src/move/model/names.ts';
import { createApp, listing } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { moveVolume, steadyLease } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

/** An injector that heeds no annotation puts containers of its own into the pods of moves, a registry fails, and the domain is not the usual one. */
let place: SandboxPlace;
let inject: (pod: Pod, cluster: string) => void;
let pullTrouble: (image: string) => Error | undefined;
beforeAll(async () => {
  const injector = (cluster: string) => (pod: Pod) => {
    const { labels = {} } = pod.metadata;
    if (labels[moveLabels.role] !== undefined || labels['app.kubernetes.io/component'] === 'repository') inject(pod, cluster);
  };
  place = await openSandbox({ domain: 'corp.example', inject: injector, pullTrouble: (image) => pullTrouble(image) });
});
afterAll(async () => place.close());

type Container = NonNullable<Pod['spec']>['containers'][number];

const shell = (name: string, script: string): Container => ({ name, image: 'busybox', command: ['sh', '-c', script] });

/** Once in a pod: a provider's injector finds what the consumer's has put there. */
function add(containers: Container[], ...more: Container[]): void {
  const known = containers.map(({ name }) => name);
  containers.push(...more.filter(({ name }) => !known.includes(name)));
}

beforeEach(() => {
  inject = () => undefined;
  pullTrouble = () => undefined;
});

it('a sidecar that never ends, fails, talks or is never ready changes nothing but a warning', { timeout: 120_000 }, async () => {
  const unready = { ...shell('mesh-proxy', 'sleep 3600'), readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } };
  const broken = shell('broken', 'exit 3');
  // In a voice that could be taken for a mover's.
  const line = '{"message_type":"mover","milestone":"waiting","pass":1}';
  const chatty = shell('chatty', `while :; do echo '${line}'; sleep 0.2; done`);
  inject = ({ spec }, cluster) => spec && add(spec.containers, unready, broken, ...(cluster === 'milan' ? [chatty] : []));
  const app = await createApp(place, { node: 'rome-1' });
  const files = await listing(place, app, 'rome-1');
  const end = await moveVolume(place, app, 'milan', [...steadyLease, '--stall-timeout', '30s']);
  expect(end.exitCode, end.stdout).toBe(0);
  expect(end.stdout).toMatch(/pod liqo-storage\/\S*-source-1-\S* still runs container mesh-proxy, which something else put into it/);
  expect(end.stdout).toMatch(/-target-1-\S* still runs containers mesh-proxy and chatty/);
  expect(await listing(place, app, 'milan')).toBe(files);
  const left = await place.consumer.list(kinds.pod, { labels: moveLabels.role });
  expect(left.items.map(({ metadata }) => metadata.name)).toEqual([]);
});

it('an init container that never ends is named as what keeps a mover from starting', { timeout: 120_000 }, async () => {
  inject = ({ metadata, spec = { containers: [] } }) => {
    if (metadata.labels?.[moveLabels.role] === 'source') add((spec.initContainers ??= []), shell('gate', 'sleep 3600'));
  };
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  const before = await takeSnapshot(place);
  const end = await moveVolume(place, app, 'milan', [...steadyLease, '--stall-timeout', '15s']);
  expect(end.exitCode, end.stdout).toBe(4);
  expect(end.stdout).toContain('the source mover has not started within 15 s');
  expect(end.stdout).toContain('init container gate, which something else put into the pod, has not ended');
  await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
});

it('a pull that fails once is named and waited for', { timeout: 120_000 }, async () => {
  const failed = new Set<string>();
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  pullTrouble = (image) => {
    if (failed.has(image) || !image.startsWith('restic/')) return undefined;
    failed.add(image);
    return new Error('dial tcp: lookup registry.example: no such host');
  };
  const end = await moveVolume(place, app, 'milan', [...steadyLease, '--verify', 'none']);
  expect(end.exitCode, end.stdout).toBe(0);
  expect(failed.size, [...failed].join()).toBe(2);
  expect(end.stdout).toContain('the repository to start: ErrImagePull: dial tcp: lookup registry.example: no such host');
  expect(end.stdout).toMatch(/the (source|target) mover to start: ErrImagePull/);
});
