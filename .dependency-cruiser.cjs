/** The import table: a room may import from the rooms in its row and from nothing else in src. */
const mayImport = {
  base: [],
  kube: ['base'],
  liqo: ['kube', 'base'],
  restic: ['kube', 'base'],
  volumes: ['liqo', 'kube', 'base'],
  move: ['volumes', 'liqo', 'restic', 'kube', 'base'],
  provisioner: ['volumes', 'liqo', 'kube', 'base'],
  output: ['base'],
  commands: ['move', 'output', 'volumes', 'liqo', 'base'],
};

/** What a room may know by `import type` only. */
const mayKnow = { output: ['move', 'volumes'], commands: ['kube', 'provisioner'] };

/** The rooms of the cluster client, lowest floor first: each may import from those before it, never from one after it. */
const floorsOfKube = ['objects', 'client', 'lease', 'evidence', 'controller', 'login'];

/** The rooms of a move, in the same way. */
const floorsOfMove = [
  'model',
  'held',
  'record',
  'claim',
  'application',
  'homes',
  'guard',
  'cutover',
  'workspace',
  'copy',
  'preflight',
  'phases',
  'leftovers',
  'engine',
  'info',
];

/** The rooms of the storage controller, in the same way. */
const floorsOfProvisioner = ['model', 'loop', 'classes', 'binding', 'bound', 'removal', 'guards', 'claims', 'watching', 'process'];

/** The edges to the process: each may import its own composition, the commands and base. */
const edges = { main: 'app', 'controller-main': 'controller' };

/** Packages that the programs have inside, and the one file (or folder) that may load each; types are free everywhere. */
const loadedOnlyBy = {
  '@kubernetes/client-node': '^src/kube/login/connect\\.ts$',
  ora: '^src/output/progress/live-line\\.ts$',
  chalk: '^src/output/style\\.ts$',
  commander: '^src/commands/',
  '@commander-js/extra-typings': '^src/commands/',
  pino: '^src/provisioner/process/json-log\\.ts$',
  'prom-client': '^src/provisioner/process/metrics\\.ts$',
  execa: '^src/(kube/login/exec-plugin|commands/next/hand-over)\\.ts$',
  '@peculiar/asn1-schema': '^src/restic/repository/certificate\\.ts$',
  '@peculiar/asn1-x509': '^src/restic/repository/(server-)?certificate\\.ts$',
  valibot: '^src/',
  'js-yaml': '^src/(kube/login/kubeconfig-file|output/ending/yaml)\\.ts$',
};

const anyOf = (rooms) => `^src/(${rooms.join('|')})/`;

function roomRules([room, rooms]) {
  const known = mayKnow[room] ?? [];
  const from = { path: anyOf([room]) };
  const outside = { path: '^src/', pathNot: anyOf([room, ...rooms, ...known]) };
  const rules = [{ name: `${room}-imports`, severity: 'error', from, to: outside }];
  if (known.length > 0)
    rules.push({ name: `${room}-types-only`, severity: 'error', from, to: { path: anyOf(known), dependencyTypesNot: ['type-only'] } });
  return rules;
}

function floorRules(room, floors) {
  const rules = floors.map((floor, at) => ({
    name: `${room}-${floor}-imports`,
    severity: 'error',
    from: { path: `^src/${room}/${floor}/` },
    to: { path: `^src/${room}/`, pathNot: `^src/${room}/(${floors.slice(0, at + 1).join('|')})/` },
  }));
  const loose = { path: `^src/${room}/(?!(${floors.join('|')})/)` };
  return [...rules, { name: `${room}-has-rooms-only`, severity: 'error', from: loose, to: { path: '.' } }];
}

function edgeRule([edge, composition]) {
  return {
    name: `${edge}-imports`,
    severity: 'error',
    from: { path: `^src/${edge}\\.ts$` },
    to: { path: '^src/', pathNot: `^src/(${composition}\\.ts$|commands/|base/)` },
  };
}

function packageRule([name, path]) {
  return {
    name: `${name.replace(/^@.*\//, '')}-in-its-place`,
    severity: 'error',
    from: { path: '^src/', pathNot: path },
    to: { path: `^node_modules/${name}/`, dependencyTypesNot: ['type-only'] },
  };
}

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).flatMap(roomRules),
    ...floorRules('kube', floorsOfKube),
    ...floorRules('move', floorsOfMove),
    ...floorRules('provisioner', floorsOfProvisioner),
    ...Object.entries(loadedOnlyBy).map(packageRule),
    ...Object.entries(edges).map(edgeRule),
    {
      name: 'nobody-imports-an-edge',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: `^src/(${Object.keys(edges).join('|')})\\.ts$` },
    },
    { name: 'src-without-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
    {
      name: 'process-at-the-edges',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${Object.keys(edges).join('|')}|base/interrupt)\\.ts$` },
      to: { path: '^process$' },
    },
    { name: 'no-cycle', severity: 'error', from: { pathNot: '^node_modules/' }, to: { circular: true } },
    { name: 'no-re-export', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['export'] } },
    { name: 'resolvable', severity: 'error', from: { pathNot: '^node_modules/' }, to: { couldNotResolve: true } },
    {
      name: 'known-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^node_modules/', pathNot: `^node_modules/(${Object.keys(loadedOnlyBy).join('|')}|@types/node)/` },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
