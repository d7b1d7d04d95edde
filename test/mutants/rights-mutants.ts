import { mutantsOf } from './mutant.ts';

const tests = ['test/integration/restic/capabilities.test.ts'];

/** Of what movers may do. */
export const rightsMutants = mutantsOf({ file: 'src/restic/mover-security.ts', tests, seconds: 90 }, [
  ["the target's mover lacks CHOWN", "'CHOWN', ", ''],
  ["the target's mover lacks FSETID, which restic does not mind", "'FSETID', ", ''],
  ["the target's mover lacks MKNOD", "'MKNOD', ", ''],
  ['readers may not read what is others', "read: ['DAC_OVERRIDE']", 'read: []'],
  ['privileged movers get no SYS_ADMIN', "['SYS_ADMIN']", '[]'],
]);
