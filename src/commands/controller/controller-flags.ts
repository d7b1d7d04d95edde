import { Command, Option } from '@commander-js/extra-typings';
import type { ListenAddress } from '../../provisioner/process/http-server.ts';
import type { LogLevel } from '../../provisioner/process/json-log.ts';
import type { Env } from '../../output/streams.ts';
import { parsedOption, parseName, parseNamespace } from '../flags/flag-values.ts';
import { parseListenAddress, parseProvisioner, wholeNumber } from './controller-values.ts';

/** What `liqo-storage-controller` can be told. */
export interface ControllerFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly provisioner: string;
  readonly storageNamespace: string;
  readonly localClass?: string | undefined;
  readonly firstConsumerImage: string;
  readonly guards: boolean;
  readonly leaseNamespace?: string | undefined;
  readonly leaseSeconds: number;
  readonly listen: ListenAddress;
  readonly workers: number;
  /** In seconds. */
  readonly resync: number;
  readonly logLevel: LogLevel;
}

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** How variables stand for flags, as the last lines of the help. */
export const variablesHelp = `
A flag that takes a value can be given by a variable, too: LIQO_STORAGE_LEASE_SECONDS for --lease-seconds.
What is typed counts more.`;

const leaseHelp = 'namespace of the lease (default: POD_NAMESPACE, then the storage namespace)';

/** The one command of the controller. */
export function createControllerCommand(version: string) {
  return new Command('liqo-storage-controller')
    .description('Provisions and follows the volumes of virtual classes on Liqo-peered clusters.')
    .version(version, '--version', 'print the version')
    .addHelpText('after', variablesHelp)
    .option('--kubeconfig <file>', "kubeconfig file (default: KUBECONFIG, then ~/.kube/config, then the pod's service account)")
    .option('--context <name>', 'context of the kubeconfig to use')
    .addOption(
      parsedOption('--provisioner <name>', 'provisioner whose classes are served', parseProvisioner).default('storage.liqoctl.io/virtual'),
    )
    .addOption(
      parsedOption('--storage-namespace <name>', 'namespace of the real claims in this cluster', parseNamespace).default('liqoctl-storage'),
    )
    .addOption(parsedOption('--local-class <name>', "real class where the virtual one names none (default: the cluster's)", parseName))
    .option(
      '--first-consumer-image <image>',
      'image of the pod that makes a waiting claim in a provider bind',
      'registry.k8s.io/pause:3.10.1',
    )
    .option('--no-guards', 'let namespaces with claims be deleted or unoffloaded, and clusters be unpeered')
    .addOption(parsedOption('--lease-namespace <name>', leaseHelp, parseNamespace))
    .addOption(
      parsedOption('--lease-seconds <n>', 'silence after which another replica takes over', wholeNumber({ most: 3600 })).default(15),
    )
    .addOption(
      parsedOption('--listen <[host]:port>', 'where health and metrics are served; port 0 is a free one', parseListenAddress).default(
        { port: 8080 } as ListenAddress,
        ':8080',
      ),
    )
    .addOption(parsedOption('--workers <n>', 'objects that are worked on at the same time', wholeNumber({ most: 1000 })).default(10))
    .addOption(
      parsedOption('--resync <seconds>', 'time after which everything is looked at again', wholeNumber({ most: 86_400 })).default(600),
    )
    .addOption(new Option('--log-level <level>', 'what is logged').choices(logLevels).default('info' as const));
}

/** Flags that variables stand for; before those that are typed, which then count more. */
export function flagsOfEnvironment(options: readonly Option[], env: Env): string[] {
  return options.flatMap(({ long, required }) => {
    const value = required ? env[variableOf(long ?? '')] : undefined;
    return value ? [`${long}=${value}`] : [];
  });
}

/** E.g. `LIQO_STORAGE_LOG_LEVEL` of `--log-level`. */
function variableOf(flag: string): string {
  return `LIQO_STORAGE_${flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}
