import { createHash } from 'node:crypto';
import type { Meta, Secret } from '../../kube/objects/kinds.ts';
import type { ServerCertificate } from './server-certificate.ts';

/** What one workspace's repository is opened with. Lives in Secrets only: never in the journal, arguments, events or logs. */
export interface Credentials {
  /** Name at the server, which is also the first element of the repository's path (`--private-repos`). */
  readonly user: string;
  /** Opens the server. */
  readonly serverPassword: string;
  /** Opens (encrypts) the repository. */
  readonly repositoryPassword: string;
  /** Signs what the movers tell each other. */
  readonly markerKey: string;
  /** Certificate (PEM) of the authority that movers know the server by; absent in a move that was begun when there was no TLS. */
  readonly authority?: string;
}

/** Keys of the Secrets below. */
export const secretKeys = {
  htpasswd: 'htpasswd',
  user: 'user',
  serverPassword: 'server-password',
  repositoryPassword: 'repository-password',
  markerKey: 'marker-key',
  authority: 'ca.crt',
} as const;

const passwordBytes = 32;

/** Draws all secrets. `user` must be a plain name (letters, digits, dashes): it becomes part of a path and of a htpasswd line. */
export function drawCredentials(random: (bytes: number) => Uint8Array, user: string): Credentials {
  const password = (): string => Buffer.from(random(passwordBytes)).toString('base64url');
  return { user, serverPassword: password(), repositoryPassword: password(), markerKey: password() };
}

/** A line as rest-server's `--htpasswd-file` takes it; an unsalted hash is enough for 32 random bytes. */
export function formatHtpasswd(credentials: Credentials): string {
  const hash = createHash('sha1').update(credentials.serverPassword).digest('base64');
  return `${credentials.user}:{SHA}${hash}\n`;
}

/** The Secret that the repository's Pod mounts; it stays in the cluster where the server runs. */
export function renderServerSecret(credentials: Credentials, metadata: Meta): Secret {
  return renderSecret(metadata, { [secretKeys.htpasswd]: formatHtpasswd(credentials) });
}

/**
 * The Secret that movers take their environment from, one per namespace that runs a mover.
 * Liqo reflects it next to an offloaded mover (annotation `liqo.io/allow-reflection`, needed where reflection is opt-in).
 */
export function renderMoverSecret(credentials: Credentials, metadata: Meta): Secret {
  const annotations = { ...metadata.annotations, 'liqo.io/allow-reflection': 'true' };
  return renderSecret(
    { ...metadata, annotations },
    {
      [secretKeys.user]: credentials.user,
      [secretKeys.serverPassword]: credentials.serverPassword,
      [secretKeys.repositoryPassword]: credentials.repositoryPassword,
      [secretKeys.markerKey]: credentials.markerKey,
      ...(credentials.authority !== undefined && { [secretKeys.authority]: credentials.authority }),
    },
  );
}

function renderSecret(metadata: Meta, values: Record<string, string>): Secret {
  const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data };
}

/** Keys of a Secret of type kubernetes.io/tls, as Kubernetes names them. */
export const tlsKeys = { certificate: 'tls.crt', key: 'tls.key', authority: 'ca.crt' } as const;

/** The Secret with the server's certificate and its key; the repository's Pod mounts these two. It stays in the cluster where the server runs. */
export function renderCertificateSecret({ authority, certificate, key }: ServerCertificate, metadata: Meta): Secret {
  const values = { [tlsKeys.certificate]: certificate, [tlsKeys.key]: key, [tlsKeys.authority]: authority };
  return { ...renderSecret(metadata, values), type: 'kubernetes.io/tls' };
}

/** The secrets that a Secret made by renderMoverSecret holds. */
export function parseMoverSecret({ data = {} }: Secret): Credentials {
  const value = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  return {
    user: value(secretKeys.user),
    serverPassword: value(secretKeys.serverPassword),
    repositoryPassword: value(secretKeys.repositoryPassword),
    markerKey: value(secretKeys.markerKey),
    ...(data[secretKeys.authority] !== undefined && { authority: value(secretKeys.authority) }),
  };
}
