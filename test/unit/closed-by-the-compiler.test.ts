import { expect, it } from 'vitest';
import { requestOf } from '../support/requests.ts';
import type { MoveRequest } from '../../src/move/model/request.ts';
import { phases, type Phases } from '../../src/move/engine/phases.ts';
import { restoreData } from '../../src/move/phases/restore-data.ts';
import { verifyData } from '../../src/move/phases/verify-data.ts';
import type { HomeDriver } from '../../src/volumes/drivers/driver.ts';
import type { HomeDrivers } from '../../src/volumes/drivers/drivers.ts';
import { localDriver } from '../../src/volumes/drivers/local.ts';
import { remoteDriver } from '../../src/volumes/drivers/remote.ts';
import { byHome, type HomeCases, type RemoteHome } from '../../src/volumes/home.ts';
import { localSource } from '../support/journals.ts';

// What stands below `@ts-expect-error` must not compile: the type check fails when it does.

it('two phases that are exchanged do not compile', () => {
  const exchanged: Phases = {
    ...phases,
    // @ts-expect-error another phase's name
    'restore-data': verifyData,
    // @ts-expect-error another phase's name
    'verify-data': restoreData,
  };
  expect(Object.keys(exchanged)).toEqual(Object.keys(phases));
});

it('a phase that is missing does not compile', () => {
  const { 'hold-source': _, ...rest } = phases;
  // @ts-expect-error without hold-source
  const incomplete: Phases = rest;
  expect(incomplete).not.toHaveProperty('hold-source');
});

it('an answer for some kinds of homes only does not compile', () => {
  // @ts-expect-error nothing for remote homes
  const cases: HomeCases<string> = { local: () => 'here' };
  expect(byHome(localSource, cases)).toBe('here');
});

it('a kind of home without its driver does not compile', () => {
  // @ts-expect-error nothing for remote homes
  const drivers: HomeDrivers = { local: localDriver };
  expect(Object.keys(drivers)).toEqual(['local']);
});

it('a driver without one of its steps does not compile', () => {
  const { ensureHeld: _, ...rest } = remoteDriver;
  // @ts-expect-error without ensureHeld
  const driver: HomeDriver<RemoteHome> = rest;
  expect(driver).not.toHaveProperty('ensureHeld');
});

it('a wish that the journal would not keep does not compile', () => {
  const wish: MoveRequest = {
    ...requestOf({ namespace: 'shop', claim: 'data' }),
    // @ts-expect-error not in the schema
    kibPerSecond: 5,
  };
  expect(wish).toHaveProperty('kibPerSecond');
});
