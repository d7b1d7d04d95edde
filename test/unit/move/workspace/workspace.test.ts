import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/kinds.ts';
import { ensureWorkspace, removeWorkspace } from '../../../../src/move/workspace/workspace.ts';
import { openLab } from '../lab.ts';

it('neither uses nor removes a namespace that only has the name of its workspace', async () => {
  const lab = await openLab();
  const ours = await lab.move();
  const name = ours.journal.value.workspace;
  const foreign = await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await expect(ensureWorkspace(ours)).rejects.toMatchObject({ message: `Namespace ${name} is not of this move` });
  await removeWorkspace(ours);
  expect(await lab.rome.read(kinds.namespace, { name })).toEqual(foreign);
});
