import { systemClock } from '../../src/base/time/system-clock.ts';

/** What a connection needs, for clients that neither read variables nor own time. */
export const surroundings = { environment: {}, clock: systemClock, userAgent: 'liqoctl-tests' };
