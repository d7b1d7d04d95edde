import { isAlive } from './process-identity.ts';
import type { TestbedState } from './state.ts';

/** Whether all of it runs. */
export function isComplete(state: TestbedState | undefined): state is TestbedState {
  return state !== undefined && state.complete && deadPrograms(state).length === 0;
}

/** Whether it was to end with a run of specs that has ended without a chance to take it down. */
export function isForsaken({ temporary, starter }: TestbedState): boolean {
  return temporary && !isAlive(starter);
}

/** What should run and does not. */
export function deadPrograms({ lab, nodes, programs }: TestbedState): string[] {
  const all = { ...(lab && { lab }), ...nodes, ...programs };
  return Object.entries(all)
    .filter(([, process]) => !isAlive(process))
    .map(([name]) => name);
}

/** A line per program, and one that sums up. */
export function formatStatus(state: TestbedState | undefined): string[] {
  if (state === undefined) return ['No testbed runs here.'];
  const dead = deadPrograms(state);
  const lines = Object.entries(state.programs).map(([name, { pid }]) => {
    return `${name.padEnd(36)} ${dead.includes(name) ? 'ended' : `running, process ${pid}`}`;
  });
  return [...lines.toSorted(), sumUp(state, dead)];
}

function sumUp(state: TestbedState, dead: readonly string[]): string {
  if (dead.length > 0) return `Not all of it runs: ${dead.join(', ')} ended. \`up\` starts it anew.`;
  if (isForsaken(state)) return 'It is left of a run of specs that was killed. `down` removes it.';
  if (state.complete) return `The testbed runs, with ${state.providers} provider${state.providers === 1 ? '' : 's'}.`;
  return isAlive(state.starter)
    ? `It is being started by process ${state.starter.pid}.`
    : 'Its start was interrupted. `up` starts it anew.';
}
