import { expect, test } from 'vitest';
import { withCommonLabels } from '../../../../src/move/model/common-labels.ts';

const service = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'repository', namespace: 'liqo-move-a-1', labels: { 'move.liqo.io/id': 'a' } },
};

test('what is given stands under what is ours, with its placeholders filled in', () => {
  const labels = { 'move.liqo.io/id': 'foreign', team: 'blue', of: '${namespace}.${name}' };
  const annotations = { note: '${kind}/${group} ${unknown} ${constructor} ${toString}' };
  expect(withCommonLabels(service, { labels, annotations }).metadata).toEqual({
    name: 'repository',
    namespace: 'liqo-move-a-1',
    labels: { 'move.liqo.io/id': 'a', team: 'blue', of: 'liqo-move-a-1.repository' },
    annotations: { note: 'StatefulSet/apps ${unknown} ${constructor} ${toString}' },
  });
});

test('nothing given changes nothing', () => {
  expect(withCommonLabels(service, {})).toEqual(service);
});
