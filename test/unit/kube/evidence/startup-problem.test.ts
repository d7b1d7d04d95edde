import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../../src/kube/objects/kinds.ts';
import { startupProblem } from '../../../../src/kube/evidence/startup-problem.ts';

type Status = Record<string, unknown>;

function podWith(status: { initContainerStatuses?: Status[]; containerStatuses?: Status[]; conditions?: Status[] }): Pod {
  return { metadata: { name: 'mover' }, status } as unknown as Pod;
}

const waiting = (name: string, reason: string, message = '') => ({ name, state: { waiting: { reason, message } } });
const running = (name: string, more: object = {}) => ({ name, state: { running: {} }, ...more });
const ended = (name: string) => ({ name, state: { terminated: { exitCode: 0 } } });
const own = ['reach', 'restic'];

it.each([
  ['CreateContainerConfigError', 'failed to sync secret cache: timed out waiting for the condition', false],
  ['CreateContainerConfigError', 'secret "liqo-move-x" not found', false],
  ['CreateContainerConfigError', "couldn't find key user in Secret app/x", false],
  ['CreateContainerConfigError', 'container has runAsNonRoot and image will run as root', true],
  [
    'CreateContainerConfigError',
    'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root',
    true,
  ],
  ['ErrImagePull', 'dial tcp: lookup registry.example: no such host', false],
  ['ErrImagePull', 'manifest unknown', false],
  ['ImagePullBackOff', 'Back-off pulling image "x": not found', false],
  ['ImageInspectError', 'context deadline exceeded', false],
  ['RegistryUnavailable', 'registry is not available', false],
  ['CreateContainerError', 'context deadline exceeded', false],
  ['RunContainerError', 'context deadline exceeded', false],
  ['CrashLoopBackOff', 'back-off 10s restarting failed container', false],
  ['InvalidImageName', "couldn't parse image name", true],
  ['ErrImageNeverPull', 'Container image "x" is not present with pull policy of Never', true],
])('%s, %s: final is %s', (reason, message, final) => {
  const pod = podWith({ containerStatuses: [waiting('restic', reason, message)] });
  expect(startupProblem(pod, own)).toEqual({ text: `${reason}: ${message}`, final });
});

it('says the same of a pull while it is tried and while it waits to be tried again', () => {
  const textOf = (reason: string, message: string) =>
    startupProblem(podWith({ containerStatuses: [waiting('restic', reason, message)] }), own);
  const cause = 'failed to resolve reference "x": pull access denied';
  const tried = textOf('ErrImagePull', cause);
  expect(textOf('ImagePullBackOff', `Back-off pulling image "x": ErrImagePull: ${cause}`)).toEqual(tried);
});

it.each(['ContainerCreating', 'PodInitializing'])('has nothing to say of a container that is being made: %s', (reason) => {
  expect(startupProblem(podWith({ containerStatuses: [waiting('restic', reason)] }), own)).toBeUndefined();
});

describe('a container that something else put into the pod', () => {
  it('is in nobody`s way beside ours', () => {
    const pod = podWith({
      initContainerStatuses: [ended('reach')],
      containerStatuses: [running('restic'), waiting('mesh', 'InvalidImageName')],
    });
    expect(startupProblem(pod, own)).toBeUndefined();
  });

  it('is in the way before ours, whatever keeps it', () => {
    const pulling = podWith({ initContainerStatuses: [ended('reach'), waiting('gate', 'ImagePullBackOff', 'no')] });
    expect(startupProblem(pulling, own)).toEqual({ text: 'ImagePullBackOff: no', final: false });
    const hanging = podWith({ initContainerStatuses: [running('gate', { started: false }), waiting('reach', 'PodInitializing')] });
    const text = 'init container gate, which something else put into the pod, has not ended';
    expect(startupProblem(hanging, own)).toEqual({ text, final: false });
  });

  it.each([
    ['as a native sidecar that has started', [running('mesh', { started: true }), running('reach')]],
    ['while ours runs', [ended('gate'), running('reach')]],
    ['when its turn has not come', [running('reach'), waiting('gate', 'PodInitializing')]],
  ])('is not in the way %s', (_, initContainerStatuses) => {
    expect(startupProblem(podWith({ initContainerStatuses }), own)).toBeUndefined();
  });
});
