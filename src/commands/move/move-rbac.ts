import { AppError } from '../../base/errors.ts';
import type { RoleSubject } from '../../move/preflight/facts/roles.ts';
import type { OutputFormat } from '../../output/formats.ts';
import type { RootFlags } from '../flags/root-flags.ts';
import type { Host } from '../host.ts';
import { runCommand } from '../run-command.ts';

/** Flags of `move rbac`, parsed. */
export interface MoveRbacFlags extends RootFlags {
  readonly user?: string | undefined;
  readonly group?: string | undefined;
  /** NAMESPACE:NAME */
  readonly serviceAccount?: readonly [string, string] | undefined;
  readonly provider?: true | undefined;
  readonly output: OutputFormat;
}

/** `move rbac`: prints the least role that moves need, for `kubectl apply`. Asks no cluster. */
export function moveRbac(host: Host, flags: MoveRbacFlags): Promise<number> {
  return runCommand(host, flags, async () => {
    const { renderConsumerRole, renderProviderRole } = await import('../../move/preflight/facts/roles.ts');
    const { describeRoles } = await import('../../output/listings/roles.ts');
    const render = flags.provider === true ? renderProviderRole : renderConsumerRole;
    return { kind: 'listing', listing: describeRoles(render(subjectOf(flags))), exitCode: 0 };
  });
}

/** Checked here, since `--user` is a flag of every command and no flag can say that it conflicts with that one. */
function subjectOf({ user, group, serviceAccount }: MoveRbacFlags): RoleSubject | undefined {
  const subjects: RoleSubject[] = [];
  if (user !== undefined) subjects.push({ kind: 'User', name: user });
  if (group !== undefined) subjects.push({ kind: 'Group', name: group });
  if (serviceAccount !== undefined) subjects.push({ kind: 'ServiceAccount', namespace: serviceAccount[0], name: serviceAccount[1] });
  if (subjects.length > 1) throw new AppError('usage', 'give one of --user, --group and --service-account');
  return subjects[0];
}
