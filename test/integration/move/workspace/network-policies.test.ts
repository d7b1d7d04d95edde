import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { kinds, type NetworkPolicy } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { ensureNetworkPolicies, removeNetworkPolicies } from '../../../../src/move/workspace/network-policies.ts';
import { portWith } from '../../../support/ports.ts';
import { type ApiServers, openApiServers } from '../api-servers.ts';

const workspace = 'liqo-move-abcdefghij-1';
const remote = 'shop-rome';
const attempt = { 'move.liqo.io/id': 'abcdefghij', 'move.liqo.io/attempt': '1' };

async function deny(port: KubePort, namespace: string, spec: NetworkPolicy['spec']): Promise<void> {
  const metadata = { name: 'default-deny', namespace };
  await port.create(kinds.networkPolicy, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: {}, ...spec },
  });
}

async function open(change: Parameters<ApiServers['move']>[1] = {}) {
  const lab = await openApiServers();
  await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: workspace } });
  const move = await lab.move({}, change);
  const ours = async () => {
    const lists = await Promise.all([lab.rome, lab.milan].map(async (port) => (await port.list(kinds.networkPolicy)).items));
    return lists.flat().filter(({ metadata }) => metadata.name === workspace);
  };
  return { lab, move, ours };
}

describe('a namespace whose network is closed', () => {
  it('is opened for movers and repository alone, at both ends, until the move has ended', async () => {
    const { lab, move, ours } = await open();
    await deny(lab.rome, workspace, {});
    await deny(lab.rome, 'liqo-storage', { policyTypes: ['Ingress', 'Egress'] });
    await deny(lab.milan, remote, { policyTypes: ['Egress'] });
    await ensureNetworkPolicies(move);
    await ensureNetworkPolicies(move);
    const made = new Map((await ours()).map((policy) => [policy.metadata.namespace, policy]));
    expect(new Set(made.keys())).toEqual(new Set([workspace, 'liqo-storage', remote]));
    for (const { metadata, spec } of made.values()) {
      expect(metadata.labels).toEqual(attempt);
      expect(spec?.podSelector?.matchLabels).toMatchObject(attempt);
    }
    expect(made.get(workspace)?.spec?.ingress).toEqual([{ ports: [{ protocol: 'TCP', port: 8000 }] }]);
    const ports = (namespace: string) => made.get(namespace)?.spec?.egress?.map((rule) => rule.ports?.map(({ port }) => port));
    expect(ports(remote)).toEqual([[53, 5353, 53, 5353], [8000]]);
    expect(made.get('liqo-storage')?.spec?.egress?.[1]?.to).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': workspace } },
        podSelector: { matchLabels: { 'app.kubernetes.io/component': 'repository' } },
      },
    ]);
    await removeNetworkPolicies(move);
    expect(await ours()).toEqual([]);
  });

  it('is left alone where its policies are about other pods, or about what comes in', async () => {
    const { lab, move, ours } = await open();
    await deny(lab.rome, 'liqo-storage', { policyTypes: ['Ingress'] });
    await deny(lab.rome, 'shop', { policyTypes: ['Egress'], podSelector: { matchLabels: { app: 'shop' } } });
    const notOurs = { matchExpressions: [{ key: 'move.liqo.io/id', operator: 'DoesNotExist' }] };
    await deny(lab.milan, remote, { policyTypes: ['Egress'], podSelector: notOurs });
    await ensureNetworkPolicies(move);
    expect(await ours()).toEqual([]);
    expect(move.journal.value.policies).toBeUndefined();
  });

  it('is told where a policy may not be added, and the move goes on', async () => {
    const forbidden = async () => Promise.reject(new KubeError({ reason: 'forbidden', message: 'no', attempt: 'create' }));
    const { lab, move, ours } = await open();
    await deny(lab.milan, remote, { policyTypes: ['Egress'] });
    const bounded = { ...move, provider: async () => portWith(lab.milan, { create: forbidden }) };
    await ensureNetworkPolicies(bounded);
    const text = `NetworkPolicies of namespace ${remote} in milan may keep movers and repository apart, and you may not add one`;
    expect(move.events).toEqual([{ type: 'warning', text }]);
    await removeNetworkPolicies(bounded);
    expect(await ours()).toEqual([]);
  });
});
