import type { Plugin, RolldownOptions } from 'rolldown';

/**
 * Packages that are only touched in code of others which we never call: requests of client-node (its fetch brings a copy of the
 * URL standard) and its logins of clouds that kubectl has given up, exemplars and summaries of prom-client, and of pino what it does without
 * a stream that it is given.
 */
const unused = ['node-fetch', 'jsonpath-plus', '@opentelemetry/api', 'tdigest', 'thread-stream', '@pinojs/redact'];

/** What takes the place of modules that are called, or asked for their class, and have nothing to do for us. */
const idle: Readonly<Record<string, string>> = {
  '/debug/src/index.js': 'module.exports = () => () => {};',
  '/sonic-boom/index.js': 'module.exports = class {};',
  '/pino/lib/transport.js': 'module.exports = {};',
  '/pino/lib/multistream.js': 'module.exports = {};',
  '/prom-client/lib/cluster.js': 'module.exports = {};',
  '/prom-client/lib/pushgateway.js': 'module.exports = {};',
  '/prom-client/lib/summary.js': 'module.exports = {};',
  // Programs are started with `execa()` alone: no pipes between them, no messages, no log of what runs.
  '/execa/lib/methods/main-sync.js': noops('execaCoreSync'),
  '/execa/lib/ipc/methods.js': `${noops('addIpcMethods')}\nexport const getIpcExport = () => ({});`,
  '/execa/lib/convert/add.js': noops('addConvertedStreams'),
  '/execa/lib/pipe/setup.js': noops('pipeToSubprocess'),
  '/execa/lib/verbose/start.js': noops('logCommand'),
  '/execa/lib/verbose/complete.js': noops('logResult'),
  '/execa/lib/verbose/output.js': noops('shouldLogOutput', 'logLines', 'logLinesSync'),
  '/execa/lib/verbose/ipc.js': noops('shouldLogIpc', 'logIpcOutput'),
};
const empty = '\0unused';

/**
 * Of client-node only the login is used; its classes for every kind of object would be two megabytes. Certificates need few of the structures that
 * the packages of @peculiar describe; only their ES modules can be taken apart.
 */
export const lean = {
  treeshake: {
    moduleSideEffects: [{ test: /node_modules.(@kubernetes.client-node|@peculiar|asn1js)/, sideEffects: false }],
    manualPureFunctions: ['createExeca', 'getIpcExport'],
  },
  resolve: { mainFields: ['module', 'main'] },
} satisfies RolldownOptions;

/** Leaves those packages and modules out: using one would fail at once. Of the spinners it leaves those that ora takes by itself. */
export function leaveOutUnused(): Plugin {
  return {
    name: 'leave-out-unused',
    resolveId: (id) => (unused.includes(id) ? empty : null),
    load: (id) => (id === empty ? 'module.exports = {};' : idleCode(id)),
    transform: {
      filter: { id: /cli-spinners.spinners\.json$/ },
      handler: (code) => {
        const { dots, line } = JSON.parse(code) as Record<string, unknown>;
        return { code: JSON.stringify({ dots, line }), moduleType: 'json' };
      },
    },
  };
}

function idleCode(id: string): string | null {
  const module = id.split('node_modules').at(-1)?.replaceAll('\\', '/') ?? '';
  return idle[module] ?? null;
}

function noops(...names: readonly string[]): string {
  return names.map((name) => `export function ${name}() {}`).join('\n');
}
