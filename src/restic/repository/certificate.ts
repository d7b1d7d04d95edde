import { createHash, type KeyObject, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

/** What a certificate says besides its keys. */
export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  /** Positive, big end first. */
  readonly serialNumber: Uint8Array<ArrayBuffer>;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly x509.Extension[];
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const commonName = '2.5.4.3';

/** An X.509 certificate of a public key on P-256, signed with another on that curve; in PEM. */
export function signCertificate(fields: CertificateFields, publicKey: KeyObject, issuerKey: KeyObject): string {
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: fields.serialNumber.buffer,
    signature: algorithm,
    issuer: nameOf(fields.issuer),
    subject: nameOf(fields.subject),
    validity: new x509.Validity({ notBefore: fields.notBefore, notAfter: fields.notAfter }),
    subjectPublicKeyInfo: publicKeyInfo(publicKey),
    extensions: new x509.Extensions([...fields.extensions]),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuerKey);
  const signatureValue = Uint8Array.from(signature).buffer;
  return toPem(AsnConvert.serialize(new x509.Certificate({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue })));
}

/** `value` is a structure of RFC 5280, section 4.2.1. */
export function extension(extnID: string, value: object, critical = false): x509.Extension {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** Method 1 of RFC 5280, section 4.2.1.2. */
export function keyIdentifier(publicKey: KeyObject): Uint8Array {
  return createHash('sha1')
    .update(Buffer.from(publicKeyInfo(publicKey).subjectPublicKey))
    .digest();
}

function publicKeyInfo(publicKey: KeyObject): x509.SubjectPublicKeyInfo {
  return AsnConvert.parse(publicKey.export({ type: 'spki', format: 'der' }), x509.SubjectPublicKeyInfo);
}

function nameOf(utf8String: string): x509.Name {
  const attribute = new x509.AttributeTypeAndValue({ type: commonName, value: new x509.AttributeValue({ utf8String }) });
  return new x509.Name([new x509.RelativeDistinguishedName([attribute])]);
}

function toPem(der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
