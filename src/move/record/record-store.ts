import * as v from 'valibot';
import { KubeError } from '../../kube/client/errors.ts';
import { createOnce, removeExactly } from '../../kube/client/exact-writes.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { type ConfigMap, kinds } from '../../kube/objects/kinds.ts';
import type { MoveRef } from '../model/context.ts';
import { journalNamespace, moveLabels, recordName } from '../model/names.ts';
import { type MoveRecord, recordSchema } from './record.ts';

const dataKey = 'record';

/** How long a record stays; later moves remove what is older. */
const keptMilliseconds = 30 * 24 * 3_600_000;

/** Keeps what the claim's last move was, instead of what was kept of the one before. Best effort: nothing depends on it. */
export async function keepRecord(port: KubePort, record: MoveRecord): Promise<void> {
  const metadata = {
    name: recordName(record.namespace, record.claim),
    namespace: journalNamespace,
    labels: { [moveLabels.record]: record.move },
  };
  const stored: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [dataKey]: JSON.stringify(record) } };
  try {
    if (!(await createOnce(port, kinds.configMap, stored))) await replace(port, stored);
    await removeOld(port, Date.parse(record.endedAt));
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
  }
}

/** The last move of a claim that came to an end; undefined where nothing is kept, or what is kept cannot be understood. */
export async function findRecord(port: KubePort, { namespace, claim }: MoveRef): Promise<MoveRecord | undefined> {
  const stored = await port.find(kinds.configMap, { name: recordName(namespace, claim), namespace: journalNamespace });
  return stored && parseRecord(stored);
}

async function replace(port: KubePort, stored: ConfigMap): Promise<void> {
  const { metadata } = await port.read(kinds.configMap, keyOf(stored));
  const { uid = '', resourceVersion = '' } = metadata;
  await port.replace(kinds.configMap, keyOf(stored), { ...stored, metadata: { ...stored.metadata, uid, resourceVersion } });
}

async function removeOld(port: KubePort, now: number): Promise<void> {
  const { items } = await port.list(kinds.configMap, { namespace: journalNamespace, labels: moveLabels.record });
  for (const stored of items) {
    const record = parseRecord(stored);
    if (record !== undefined && now - Date.parse(record.endedAt) > keptMilliseconds) await removeExactly(port, kinds.configMap, stored);
  }
}

function parseRecord(stored: ConfigMap): MoveRecord | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), stored.data?.[dataKey]);
  return parsed.success ? parsed.output : undefined;
}
