import type { Pod } from '../objects/kinds.ts';
import { isNodeLost } from './node-lost.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
type ContainerState = NonNullable<ContainerStatus['state']>;

/** What a pod's own status says, one fact each: phase, unmet conditions, state of every container. */
export function describePod(pod: Pod): string[] {
  const { phase, reason, message, conditions = [], initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const deleted = pod.metadata.deletionTimestamp === undefined ? '' : ', being deleted';
  const unmet = conditions.filter(
    ({ status, reason: why, message: text }) => status === 'False' && (why !== undefined || text !== undefined),
  );
  return [
    `${phase ?? 'no phase yet'}${deleted}${because(reason, message)}`,
    ...(isNodeLost(pod) ? ['its node is not heard of any more'] : []),
    ...unmet.map((condition) => `not ${condition.type}${because(condition.reason, condition.message)}`),
    ...[...initContainerStatuses.filter((init) => !hasEndedWell(init)), ...containerStatuses].flatMap(describeContainer),
  ];
}

/** Said of an init container it is no news: the others could not have begun without. */
export function hasEndedWell({ state }: ContainerStatus): boolean {
  return state?.terminated?.exitCode === 0;
}

function describeContainer({ name, state, lastState, restartCount }: ContainerStatus): string[] {
  const now = describeState(state);
  const before = lastState?.terminated === undefined ? [] : [`container ${name}: before, ${describeState(lastState)}`];
  const restarts = restartCount > 0 ? ` (restarted ${restartCount}x)` : '';
  return [`container ${name}: ${now}${restarts}`, ...before];
}

function describeState(state: ContainerState | undefined): string {
  if (state?.waiting !== undefined) return `waiting${because(state.waiting.reason, state.waiting.message)}`;
  if (state?.terminated !== undefined) {
    const { exitCode, signal, reason, message } = state.terminated;
    return `ended with exit code ${exitCode}${signal ? ` by signal ${signal}` : ''}${because(reason, message)}`;
  }
  return state?.running === undefined ? 'state not known' : 'running';
}

function because(...words: (string | undefined)[]): string {
  const said = words.map((word) => word?.trim() ?? '').filter((word) => word !== '');
  return said.length === 0 ? '' : `: ${said.join(': ')}`;
}
