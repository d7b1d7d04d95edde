import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeServerCertificate } from '../../../../src/restic/repository/server-certificate.ts';

const now = new Date('2026-03-01T12:00:00Z');
const names = ['repository.ws.svc', 'repository.ws-rome.svc'];
const day = 24 * 60 * 60 * 1000;

function make() {
  return makeServerCertificate({ names, now, random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)) });
}

describe('the certificate of a repository', async () => {
  const made = await make();
  const [authority, certificate] = [new X509Certificate(made.authority), new X509Certificate(made.certificate)];

  it('is for each name that movers use, and for no other', () => {
    for (const name of names) expect(certificate.checkHost(name)).toBe(name);
    expect(certificate.checkHost('repository.other.svc')).toBeUndefined();
    expect(certificate.ca).toBe(false);
  });

  it('is signed by its authority, and fits its key', () => {
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(authority.ca).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
    expect(authority.checkPrivateKey(createPrivateKey(made.key))).toBe(false);
  });

  it('is valid on clocks that are days behind, and for as long as a move may wait', () => {
    for (const each of [authority, certificate]) {
      expect(Date.parse(each.validFrom)).toBeLessThanOrEqual(now.getTime() - 7 * day);
      expect(Date.parse(each.validTo)).toBeGreaterThan(now.getTime() + 365 * day);
    }
  });

  it('has an authority of its own', async () => {
    const other = await make();
    expect(other.authority).not.toBe(made.authority);
    expect(certificate.verify(new X509Certificate(other.authority).publicKey)).toBe(false);
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(certificate.serialNumber);
  });
});
