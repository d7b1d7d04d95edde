import { Option } from '@commander-js/extra-typings';
import { AppError } from '../../base/errors.ts';
import { defaultImages } from '../../move/model/default-images.ts';
import type { MoveRequest } from '../../move/model/request.ts';
import type { Env } from '../../output/streams.ts';
import { isLabelKey, isLabelValue, parsedOption, parseImage, parseLabels, parseName, underName } from './flag-values.ts';

type MoverToleration = NonNullable<MoveRequest['moverTolerations']>[number];

/** Flags about the pods that a move runs. */
export interface PodFlags {
  readonly imagePullSecret?: readonly string[] | undefined;
  readonly priorityClass?: string | undefined;
  readonly moverToleration?: readonly MoverToleration[] | undefined;
  readonly moverNodeSelector?: ReadonlyMap<string, string> | undefined;
}

/** The wishes of these flags; none for one that was not given. */
export function podWishesOf(
  flags: PodFlags,
): Pick<MoveRequest, 'pullSecrets' | 'priorityClass' | 'moverTolerations' | 'moverNodeSelector'> {
  const { imagePullSecret, priorityClass, moverToleration, moverNodeSelector } = flags;
  return {
    ...(imagePullSecret !== undefined && { pullSecrets: [...imagePullSecret] }),
    ...(priorityClass !== undefined && { priorityClass }),
    ...(moverToleration !== undefined && { moverTolerations: [...moverToleration] }),
    ...(moverNodeSelector !== undefined && { moverNodeSelector: Object.fromEntries(moverNodeSelector) }),
  };
}

/** Where a site says which images its moves use. */
const imageVariables = { restic: 'LIQOCTL_RESTIC_IMAGE', server: 'LIQOCTL_RESTIC_SERVER_IMAGE', verify: 'LIQOCTL_VERIFY_IMAGE' } as const;

/** An option for an image, whose default the environment may say. Throws AppError `usage` where that is none. */
export function imageOption<Flags extends string>(
  flags: Flags,
  what: string,
  { image, env }: { image: keyof typeof imageVariables; env: Env },
) {
  const variable = imageVariables[image];
  const site = env[variable];
  const usual = site ? underName(variable, () => parseImage(site)) : defaultImages[image];
  return parsedOption(flags, `${what} (environment: ${variable})`, parseImage).default(usual);
}

/** `--image-pull-secret`, repeatable. */
export function pullSecretOption() {
  const description = "Secret to pull images with, in the claim's namespace or in liqo-move; repeatable";
  return new Option('--image-pull-secret <name>', description).argParser((text: string, earlier: readonly string[] | undefined) =>
    underName('--image-pull-secret', () => [...new Set([...(earlier ?? []), parseName(text)])]),
  );
}

export function priorityClassOption() {
  return parsedOption('--priority-class <name>', 'priority class of movers and repository', parseName);
}

/** `--mover-toleration`, repeatable. */
export function moverTolerationOption() {
  const description = 'taint that movers tolerate; repeatable';
  return new Option('--mover-toleration <key[=value][:effect]>', description).argParser(
    (text: string, earlier: readonly MoverToleration[] | undefined) =>
      underName('--mover-toleration', () => [...(earlier ?? []), parseToleration(text)]),
  );
}

export function moverNodeSelectorOption() {
  return parsedOption('--mover-node-selector <k=v,..>', 'labels of the nodes of this cluster where movers may run', parseLabels);
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
const taintPattern = new RegExp(`^(?<key>[^=:]+)(=(?<value>[^:]*))?(:(?<effect>${effects.join('|')}))?$`);

/** As `kubectl taint` writes taints; without a value every value is meant, without an effect every effect. */
function parseToleration(text: string): MoverToleration {
  const { key = '', value, effect } = taintPattern.exec(text)?.groups ?? {};
  if (isLabelKey(key) && (value === undefined || isLabelValue(value))) {
    const known = effects.find((each) => each === effect);
    return { key, ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }), ...(known && { effect: known }) };
  }
  throw new AppError('usage', `${JSON.stringify(text)} is not a taint`, { next: ['write it like key, key=value or key=value:NoSchedule'] });
}
