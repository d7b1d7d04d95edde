import { expect, test } from 'vitest';
import { elsewhere, kubectl } from '../../../src/base/hint.ts';
import type { Moves } from '../../../src/commands/host.ts';
import type { Cleanup } from '../../../src/move/leftovers/clean-up.ts';
import { runCli } from '../../support/run-cli.ts';

const move = 'abcdefghij';
const here = { cluster: 'this cluster', move, next: [] };
const cleanup: Cleanup = {
  found: [
    { ...here, kind: 'ValidatingAdmissionPolicy', name: 'liqo-move-x', judgement: 'remove', done: true },
    { ...here, kind: 'Job', namespace: 'shop', name: 'mover', judgement: 'remove', done: false, why: 'forbidden' },
    { ...here, kind: 'Secret', namespace: 'shop', name: 's', judgement: 'needed', done: false, why: 'the move of shop/data' },
    {
      ...here,
      kind: 'PersistentVolumeClaim',
      namespace: 'shop-rome',
      name: 'data',
      cluster: 'milan',
      judgement: 'keep',
      done: false,
      why: 'it is held',
      next: [elsewhere(kubectl('patch pvc data -n shop-rome'), 'milan'), kubectl('get pv')],
    },
  ],
  unseen: ['provider turin shows nothing: no answer'],
};

const clean = (...more: string[]) => {
  const moves = async () => ({ cleanUpMoves: async () => cleanup }) as unknown as Moves;
  return runCli(['move', 'cleanup', '--context', 'rome', ...more], { collaborators: { moves } });
};

test('people get a table, and what to type about what is kept', async () => {
  expect((await clean()).stdout).toMatchInlineSnapshot(`
    "STATE        KIND                       NAME            CLUSTER       MOVE        WHY
    removed      ValidatingAdmissionPolicy  liqo-move-x     this cluster  abcdefghij
    not removed  Job                        shop/mover      this cluster  abcdefghij  forbidden
    needed       Secret                     shop/s          this cluster  abcdefghij  the move of shop/data
    kept         PersistentVolumeClaim      shop-rome/data  milan         abcdefghij  it is held
    Next:
      kubectl patch pvc data -n shop-rome    in milan
      kubectl get pv --context rome
    Not looked at: provider turin shows nothing: no answer
    "
  `);
});

test('scripts get everything', async () => {
  const { stdout } = await clean('-o', 'json');
  const next = ['kubectl patch pvc data -n shop-rome    in milan', 'kubectl get pv --context rome'];
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    found: [{ done: true }, {}, {}, { judgement: 'keep', next }],
    unseen: cleanup.unseen,
  });
});

test('where nothing is left, stdout stays empty', async () => {
  expect(await runCli(['move', 'cleanup'])).toMatchObject({ code: 0, stdout: '', stderr: 'Nothing is left of moves.\n' });
});
