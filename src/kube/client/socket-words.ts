/** What failures of a connection mean, by Node's and OpenSSL's codes. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'its name cannot be looked up just now',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network cannot be reached',
  EPROTO: 'it does not speak TLS, or asks for a certificate that was not given',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate signed by unknown authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate signed by unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate signed by unknown authority',
  CERT_SIGNATURE_FAILURE: 'certificate signed by unknown authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_OSSL_PEM_NO_START_LINE: 'a certificate or key of the kubeconfig is not PEM',
  ERR_OSSL_PEM_BAD_BASE64_DECODE: 'a certificate or key of the kubeconfig is not PEM',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the certificate of the kubeconfig and its key do not belong together',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
};

/** Says in plain words why a call to a server had no answer; what has no code is left in its own words. */
export function explainSocket(server: URL, error: unknown): string {
  return `cannot connect to the API server ${server.origin}: ${reasonOf(error, server)}`;
}

function reasonOf(error: unknown, server: URL): string {
  // Several addresses tried: the outer message is empty then.
  if (error instanceof AggregateError && error.errors.length > 0)
    return [...new Set(error.errors.map((each) => reasonOf(each, server)))].join(', ');
  if (!(error instanceof Error)) return String(error);
  const { code = '', address, port } = error as Error & { code?: string; address?: string; port?: number };
  const meaning = meanings[code] ?? proxyWords(error.message) ?? (error.message || code);
  // A proxy, or another address of the same name.
  return address === undefined || `${address}:${port}` === server.host ? meaning : `${meaning} (${address}:${port})`;
}

/** hpagent's words for a proxy that does not let the connection through. */
function proxyWords(message: string): string | undefined {
  const [, status] = /^Bad response: (\d+)$/.exec(message) ?? [];
  return status && `the proxy on the way answered with HTTP status ${status}`;
}
