import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { type Addresses, fieldOf } from './downward.ts';
import { expandVariables } from './expansion.ts';
import type { Container } from './pod-types.ts';

/** Why a container's configuration cannot be put together yet; the kubelet tries again. */
export class ConfigError extends Error {}

type Variable = NonNullable<Container['env']>[number];
type Source = NonNullable<Container['envFrom']>[number];

interface Context {
  readonly port: KubePort;
  readonly pod: Pod;
  readonly addresses: Addresses;
}

/** What the pod says about a container's environment, references resolved. Throws {@link ConfigError}. */
export async function readEnvironment(context: Context, container: Container): Promise<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const source of container.envFrom ?? []) Object.assign(variables, await readSource(context, source));
  for (const variable of container.env ?? []) {
    const value = await readVariable(context, variable, variables);
    if (value !== undefined) variables[variable.name] = value;
  }
  return variables;
}

/** Keys of a Secret or ConfigMap with their bytes; undefined when it does not exist. */
export async function readKeys(
  port: KubePort,
  kind: 'secret' | 'configMap',
  key: { name: string; namespace: string },
): Promise<Record<string, Buffer> | undefined> {
  const entries = (map: Record<string, string> | undefined, encoding: BufferEncoding) =>
    Object.entries(map ?? {}).map(([name, value]) => [name, Buffer.from(value, encoding)] as const);
  if (kind === 'secret') {
    const secret = await port.find(kinds.secret, key);
    return secret && Object.fromEntries(entries(secret.data, 'base64'));
  }
  const config = await port.find(kinds.configMap, key);
  return config && Object.fromEntries([...entries(config.data, 'utf8'), ...entries(config.binaryData, 'base64')]);
}

async function readSource({ port, pod }: Context, source: Source): Promise<Record<string, string>> {
  const kind = source.secretRef === undefined ? 'configMap' : 'secret';
  const reference = source.secretRef ?? source.configMapRef;
  const name = reference?.name ?? '';
  const keys = await readKeys(port, kind, { name, namespace: pod.metadata.namespace ?? '' });
  if (keys === undefined && reference?.optional !== true) throw new ConfigError(`${kind.toLowerCase()} "${name}" not found`);
  return Object.fromEntries(Object.entries(keys ?? {}).map(([key, bytes]) => [`${source.prefix ?? ''}${key}`, bytes.toString()]));
}

async function readVariable(context: Context, variable: Variable, before: Record<string, string>): Promise<string | undefined> {
  const from = variable.valueFrom;
  if (from === undefined) return expandVariables(variable.value ?? '', before);
  if (from.fieldRef !== undefined) {
    const value = fieldOf(context.pod, from.fieldRef.fieldPath, context.addresses);
    if (value === undefined) throw new ConfigError(`unsupported fieldPath: ${from.fieldRef.fieldPath}`);
    return value;
  }
  if (from.secretKeyRef !== undefined) return await readKey(context, 'secret', from.secretKeyRef);
  if (from.configMapKeyRef !== undefined) return await readKey(context, 'configMap', from.configMapKeyRef);
  // Limits mean nothing here: nothing holds a process to them.
  return '0';
}

async function readKey(
  { port, pod }: Context,
  kind: 'secret' | 'configMap',
  reference: { name?: string; key: string; optional?: boolean },
): Promise<string | undefined> {
  const namespace = pod.metadata.namespace ?? '';
  const name = reference.name ?? '';
  const keys = await readKeys(port, kind, { name, namespace });
  const value = keys?.[reference.key];
  if (value !== undefined) return value.toString();
  if (reference.optional === true) return undefined;
  const word = kind === 'secret' ? 'Secret' : 'ConfigMap';
  throw new ConfigError(
    keys === undefined ? `${word.toLowerCase()} "${name}" not found` : `couldn't find key ${reference.key} in ${word} ${namespace}/${name}`,
  );
}
