import { describe, expect, it } from 'vitest';
import {
  drawCredentials,
  formatHtpasswd,
  parseMoverSecret,
  renderCertificateSecret,
  renderMoverSecret,
  renderServerSecret,
} from '../../../../src/restic/repository/credentials.ts';

const sequence = () => {
  let next = 0;
  return (bytes: number) => Uint8Array.from({ length: bytes }, () => next++);
};

const metadata = { name: 'mover', namespace: 'app', labels: { 'move.liqo.io/id': 'abcdefghij' } };

describe('credentials', () => {
  it('are drawn apart, from 32 random bytes each', () => {
    const { serverPassword, repositoryPassword, markerKey } = drawCredentials(sequence(), 'abcdefghij');
    expect([...Buffer.from(serverPassword, 'base64url')]).toEqual(Array.from({ length: 32 }, (_, index) => index));
    expect([...Buffer.from(repositoryPassword, 'base64url')]).toEqual(Array.from({ length: 32 }, (_, index) => index + 32));
    expect([...Buffer.from(markerKey, 'base64url')]).toEqual(Array.from({ length: 32 }, (_, index) => index + 64));
  });

  it('are known to the server as a hash only', () => {
    // As `htpasswd -s` does: printf password | openssl sha1 -binary | base64
    expect(formatHtpasswd({ user: 'mover', serverPassword: 'password', repositoryPassword: '', markerKey: '' })).toBe(
      'mover:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n',
    );
    const credentials = drawCredentials(sequence(), 'mover');
    const text = Buffer.from(renderServerSecret(credentials, metadata).data?.['htpasswd'] ?? '', 'base64').toString();
    expect(text).not.toContain(credentials.serverPassword);
    expect(text).not.toContain(credentials.repositoryPassword);
    expect(text).not.toContain(credentials.markerKey);
  });

  it('reach offloaded movers', () => {
    const secret = renderMoverSecret(drawCredentials(sequence(), 'abcdefghij'), { ...metadata, annotations: { a: 'b' } });
    expect(secret.metadata.annotations).toEqual({ a: 'b', 'liqo.io/allow-reflection': 'true' });
    expect(Object.keys(secret.data ?? {}).sort()).toEqual(['marker-key', 'repository-password', 'server-password', 'user']);
  });

  it('bring movers the authority that they know the server by, and never its key', () => {
    const credentials = { ...drawCredentials(sequence(), 'abcdefghij'), authority: 'AUTHORITY' };
    const secret = renderMoverSecret(credentials, metadata);
    expect(Buffer.from(secret.data?.['ca.crt'] ?? '', 'base64').toString()).toBe('AUTHORITY');
    expect(parseMoverSecret(secret)).toEqual(credentials);
  });

  it('keep the certificate as Kubernetes keeps certificates', () => {
    const secret = renderCertificateSecret({ authority: 'AUTHORITY', certificate: 'CERTIFICATE', key: 'KEY' }, metadata);
    expect(secret.type).toBe('kubernetes.io/tls');
    const texts = Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
    expect(Object.fromEntries(texts)).toEqual({ 'tls.crt': 'CERTIFICATE', 'tls.key': 'KEY', 'ca.crt': 'AUTHORITY' });
  });
});
