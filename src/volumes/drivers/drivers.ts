import { byHome, type Home } from '../home.ts';
import type { HomeDriver } from './driver.ts';
import { localDriver } from './local.ts';
import { remoteDriver } from './remote.ts';

/** One driver for each kind of home. */
export type HomeDrivers = { readonly [K in Home['kind']]: HomeDriver<Extract<Home, { kind: K }>> };

const drivers: HomeDrivers = { local: localDriver, remote: remoteDriver };

/** Uses the driver of that home, whatever its kind. */
export function withDriver<R>(home: Home, use: <H extends Home>(driver: HomeDriver<H>, home: H) => R): R {
  return byHome(home, { local: (local) => use(drivers.local, local), remote: (remote) => use(drivers.remote, remote) });
}
