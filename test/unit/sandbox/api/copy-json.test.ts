import { describe, expect, it } from 'vitest';
import { copyJson } from '../../../sandbox/api/copy-json.ts';

const object = () => ({
  kind: 'Pod',
  metadata: { name: 'a', labels: { team: 'blue' }, uid: undefined, finalizers: ['one', 'two'] },
  spec: { replicas: 0, paused: false, template: null, containers: [{ env: [{ name: 'A', value: '' }] }] },
});

const frozen = (): { spec: { replicas: number } } => Object.freeze({ spec: Object.freeze({ replicas: 1 }) });

describe('a copy of an object', () => {
  it('says the same, absent values included', () => {
    expect(copyJson(object())).toStrictEqual(object());
  });

  it('shares nothing with it', () => {
    const first = object();
    const copy = copyJson(first);
    copy.metadata.labels.team = 'red';
    copy.metadata.finalizers.push('three');
    copy.spec.containers[0]?.env.pop();
    expect(first).toStrictEqual(object());
  });

  it('can be changed where the first one cannot', () => {
    const copy = copyJson(frozen());
    copy.spec.replicas = 2;
    expect(copy.spec).toEqual({ replicas: 2 });
  });

  it('has times as they are', () => {
    expect(copyJson({ at: new Date(7) })).toStrictEqual({ at: new Date(7) });
  });
});
