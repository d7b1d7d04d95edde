import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { kinds, type Secret } from '../../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../../src/liqo/kinds.ts';
import { renderOffloading } from '../../../../src/liqo/namespace-offloading.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { ensureCredentials, removeCredentials } from '../../../../src/move/workspace/credentials.ts';
import { type ApiServers, openApiServers } from '../api-servers.ts';

const namespace = 'liqo-move-abcdefghij-1';
const certificate = { name: 'certificate', namespace };
const ofSource = { name: namespace, namespace: 'liqo-storage' };
const ofTarget = { name: namespace, namespace: 'shop' };

async function openMove(lab: ApiServers, change: Partial<Journal>) {
  await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const status = { remoteNamespaceName: `${namespace}-rome` };
  const offloading = await lab.rome.create(liqoKinds.namespaceOffloading, renderOffloading(namespace, ['milan'], {}));
  const key = { name: offloading.metadata.name, namespace };
  await lab.rome.mergePatch(liqoKinds.namespaceOffloading, key, { status }, { subresource: 'status' });
  return lab.move(change);
}

function textOf(secret: Secret, key: string): string {
  return Buffer.from(secret.data?.[key] ?? '', 'base64').toString('utf8');
}

describe('the credentials of a move', () => {
  it('have one certificate, for the names of the repository in both clusters, whose authority every mover has', async () => {
    const lab = await openApiServers();
    const move = await openMove(lab, { encrypted: true });
    await ensureCredentials(move);
    const made = await lab.rome.read(kinds.secret, certificate);
    const shown = new X509Certificate(textOf(made, 'tls.crt'));
    for (const host of [`repository.${namespace}.svc`, `repository.${namespace}-rome.svc`]) expect(shown.checkHost(host)).toBe(host);
    expect(shown.verify(new X509Certificate(textOf(made, 'ca.crt')).publicKey)).toBe(true);
    for (const key of [ofSource, ofTarget]) {
      const secret = await lab.rome.read(kinds.secret, key);
      expect(textOf(secret, 'ca.crt')).toBe(textOf(made, 'ca.crt'));
      expect(JSON.stringify(secret.data)).not.toContain(made.data?.['tls.key']);
    }
    expect(JSON.stringify(move.journal.value)).not.toContain('PRIVATE KEY');
    await removeCredentials(move);
    for (const key of [certificate, ofSource, ofTarget]) expect(await lab.rome.find(kinds.secret, key)).toBeUndefined();
  });

  it.each([
    ['the certificate', [ofSource, ofTarget, { name: 'server', namespace }]],
    ["the first mover's Secret", [ofTarget, { name: 'server', namespace }]],
    ["the movers' Secrets", [{ name: 'server', namespace }]],
    ['everything', []],
  ])('are taken as they stand when the program was killed behind %s', async (_, missing) => {
    const lab = await openApiServers();
    const move = await openMove(lab, { encrypted: true });
    await ensureCredentials(move);
    const before = await lab.rome.read(kinds.secret, certificate);
    const password = textOf(await lab.rome.read(kinds.secret, ofSource), 'server-password');
    for (const key of missing) {
      const { uid = '', resourceVersion = '' } = (await lab.rome.read(kinds.secret, key)).metadata;
      await lab.rome.remove(kinds.secret, key, { uid, resourceVersion });
    }
    await ensureCredentials(move);
    expect(await lab.rome.read(kinds.secret, certificate)).toEqual(before);
    const [source, target] = [await lab.rome.read(kinds.secret, ofSource), await lab.rome.read(kinds.secret, ofTarget)];
    expect(source.data).toEqual(target.data);
    expect(textOf(source, 'ca.crt')).toBe(textOf(before, 'ca.crt'));
    if (!missing.includes(ofSource)) expect(textOf(source, 'server-password')).toBe(password);
  });

  it('have no certificate in a move that was begun by a version without TLS', async () => {
    const lab = await openApiServers();
    await ensureCredentials(await openMove(lab, {}));
    expect(await lab.rome.find(kinds.secret, certificate)).toBeUndefined();
    expect((await lab.rome.read(kinds.secret, ofSource)).data).not.toHaveProperty('ca.crt');
  });
});
