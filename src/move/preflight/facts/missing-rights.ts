import type { AccessQuestion, KubePort } from '../../../kube/client/port.ts';

/** Questions on their way at the same time: enough to be done in a moment, few enough for a server that counts requests. */
const atOnce = 16;

/** What of these the caller may not do. */
export async function readMissingRights(port: KubePort, questions: readonly AccessQuestion[]): Promise<readonly AccessQuestion[]> {
  const missing = new Set<AccessQuestion>();
  const open = questions.values();
  const ask = async () => {
    for (const question of open) if (!(await port.allows(question))) missing.add(question);
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return questions.filter((question) => missing.has(question));
}
