import { AppError } from '../../base/errors.ts';
import { parseName, parseNamespace, underName } from './flag-values.ts';

/** A claim as it was typed: NAME, as kubectl prints it TYPE/NAME, or NAMESPACE/NAME. */
export interface ClaimArgument {
  readonly claim: string;
  readonly namespace?: string;
}

const types = ['pvc', 'persistentvolumeclaim', 'persistentvolumeclaims'];

/** Parses the argument of that name. Throws AppError `usage`. */
export function parseClaimArgument(name: '<claim>' | '[claim]'): (text: string) => ClaimArgument {
  return (text) =>
    underName(name, () => {
      const [, head, tail] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
      if (head === undefined || tail === undefined) return { claim: parseName(text) };
      const claim = parseName(tail);
      return types.includes(head.toLowerCase()) ? { claim } : { claim, namespace: parseNamespace(head) };
    });
}

/** The flags with the namespace that was typed before the claim's name. Throws AppError `usage` where -n says another one. */
export function withNamespaceOf<F extends { readonly namespace?: string | undefined }>({ namespace, claim }: ClaimArgument, flags: F): F {
  if (namespace === undefined) return flags;
  if (flags.namespace !== undefined && flags.namespace !== namespace) {
    throw new AppError('usage', `${namespace}/${claim} and --namespace ${flags.namespace} name two namespaces`, {
      next: ['name the namespace once'],
    });
  }
  return { ...flags, namespace };
}
