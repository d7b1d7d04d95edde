import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/asn1-x509';
import { extension, keyIdentifier, signCertificate } from './certificate.ts';

/** What one repository server proves itself with, each in PEM. */
export interface ServerCertificate {
  /** Certificate of the authority that has signed the other, and nothing else ever: its key is not kept. */
  readonly authority: string;
  readonly certificate: string;
  /** PKCS #8. */
  readonly key: string;
}

interface Wished {
  /** Host names that clients reach the server by. */
  readonly names: readonly string[];
  readonly now: Date;
  readonly random: (bytes: number) => Uint8Array;
}

const day = 24 * 60 * 60 * 1000;

/** Clocks of clusters and of this machine differ; a move may wait for weeks. The key goes with the move. */
const validity = { before: 7 * day, after: 3 * 365 * day };

/** Makes an authority for one server, and the server's certificate. Each has what RFC 5280 wants of it: Python and Go look at that. */
export async function makeServerCertificate({ names, now, random }: Wished): Promise<ServerCertificate> {
  const [authorityKeys, keys] = await Promise.all([generateKeys(), generateKeys()]);
  const issuer = 'authority of one move';
  const common = {
    issuer,
    notBefore: new Date(now.getTime() - validity.before),
    notAfter: new Date(now.getTime() + validity.after),
  };
  const authority = signCertificate(
    { ...common, subject: issuer, serialNumber: serialNumber(random), extensions: authorityExtensions(authorityKeys.publicKey) },
    authorityKeys.publicKey,
    authorityKeys.privateKey,
  );
  const extensions = serverExtensions(names, { own: keys.publicKey, issuer: authorityKeys.publicKey });
  const certificate = signCertificate(
    { ...common, subject: 'repository', serialNumber: serialNumber(random), extensions },
    keys.publicKey,
    authorityKeys.privateKey,
  );
  return { authority, certificate, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function authorityExtensions(key: KeyObject): x509.Extension[] {
  return [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign), true),
    extension(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(keyIdentifier(key))),
  ];
}

function serverExtensions(names: readonly string[], keys: { own: KeyObject; issuer: KeyObject }): x509.Extension[] {
  const issuer = new x509.KeyIdentifier(keyIdentifier(keys.issuer));
  return [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: false }), true),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature), true),
    extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
    extension(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(names.map((dNSName) => new x509.GeneralName({ dNSName })))),
    extension(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(keyIdentifier(keys.own))),
    extension(x509.id_ce_authorityKeyIdentifier, new x509.AuthorityKeyIdentifier({ keyIdentifier: issuer })),
  ];
}

function generateKeys(): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  return promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
}

/** Positive, as it has to be: 127 random bits. */
function serialNumber(random: Wished['random']): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(random(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
