import { mutantsOf } from './mutant.ts';

const rules = ['test/unit/liqo-play/claim-rules.test.ts'];

const marks = mutantsOf({ file: 'test/liqo/marks.ts', tests: rules, seconds: 60 }, [
  [
    'Liqo`s play takes every object for its own',
    'return labels?.[liqoNames.origin] === pair.consumer &&',
    'return !labels?.[pair.consumer] ||',
  ],
]);

const decisions = mutantsOf({ file: 'test/liqo/claims/claim-rules.ts', tests: rules, seconds: 60 }, [
  ['Liqo`s play does not meet a foreign twin by its name', "? 'nothing' : 'say-already-exists'", "? 'nothing' : 'provision'"],
  ['Liqo`s play keeps a twin whose virtual claim is gone', "? 'nothing' : 'delete-remote'", "? 'nothing' : 'nothing'"],
]);

const silence = mutantsOf(
  {
    file: 'test/liqo/kubelet/reflection.ts',
    tests: ['test/integration/liqo-play/remote-claims.test.ts'],
    filter: 'lets go of a twin without the labels',
    seconds: 60,
  },
  [
    [
      'Liqo`s play does not say that it left a twin alone',
      "await record(regarded(kind, object), { type: 'Warning',",
      "void ({ type: 'Warning',",
    ],
  ],
);

const reaper = mutantsOf(
  {
    file: 'test/liqo/claims/volume-reaper.ts',
    tests: ['test/integration/liqo-play/local-claims.test.ts'],
    filter: 'touches neither',
    seconds: 60,
  },
  [['Liqo`s play deletes retained volumes', "volume.spec?.persistentVolumeReclaimPolicy === 'Delete' &&", '']],
);

/** Of what plays Liqo: were it kinder than Liqo is, the scenarios would prove nothing. */
export const liqoMutants = [...marks, ...decisions, ...silence, ...reaper];
