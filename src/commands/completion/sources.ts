import type { ConfigNames } from '../../kube/login/config.ts';
import type { Candidates } from '../host.ts';

/** Where the words for one place in a command line come from. */
export type Source =
  | { readonly from: 'cluster'; readonly list: keyof Candidates }
  | { readonly from: 'kubeconfig'; readonly names: keyof ConfigNames }
  | { readonly from: 'files' };

const files: Source = { from: 'files' };

/** Values of flags; those that are missing here have choices of their own, or nothing that could be known. */
export const flagSources: Readonly<Record<string, Source>> = {
  '--namespace': { from: 'cluster', list: 'listNamespaces' },
  '--target-node': { from: 'cluster', list: 'listTargets' },
  '--target-class': { from: 'cluster', list: 'listClasses' },
  '--repository-class': { from: 'cluster', list: 'listClasses' },
  '--context': { from: 'kubeconfig', names: 'contexts' },
  '--cluster': { from: 'kubeconfig', names: 'clusters' },
  '--user': { from: 'kubeconfig', names: 'users' },
  '--kubeconfig': files,
  '--remote-kubeconfig': files,
  '--certificate-authority': files,
  '--client-certificate': files,
  '--client-key': files,
};

/** Arguments of commands. */
export const argumentSources: Readonly<Record<string, Source>> = {
  'move volume': { from: 'cluster', list: 'listMovable' },
  'move status': { from: 'cluster', list: 'listMoving' },
  'move resume': { from: 'cluster', list: 'listMoving' },
  'move abort': { from: 'cluster', list: 'listMoving' },
  'info volume': { from: 'cluster', list: 'listClaims' },
};
