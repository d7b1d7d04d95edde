import { type ApiObject, valueAt } from './object.ts';
import { badRequest } from './status.ts';

export type Matches = (object: ApiObject) => boolean;

const requirement = /^(!?)([\w./-]+)(?:\s+(in|notin)\s+\(([^)]*)\)|\s*(==|=|!=)\s*([\w.-]*))?$/;

/** Label selector in kubectl's syntax, equality and set-based. Throws 400 on a syntax error. */
function parseLabelSelector(text: string): Matches {
  const tests = splitOutsideBraces(text).map(parseRequirement);
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}));
}

function splitOutsideBraces(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseRequirement(text: string): (labels: Record<string, string>) => boolean {
  const found = requirement.exec(text);
  if (found === null) throw badRequest(`unable to parse requirement: found '${text}'`);
  const [, not, key = '', set, members = '', operator, value = ''] = found;
  if (set !== undefined) {
    const values = members.split(',').map((member) => member.trim());
    if (set === 'in') return (labels) => key in labels && values.includes(labels[key] ?? '');
    return (labels) => !(key in labels) || !values.includes(labels[key] ?? '');
  }
  if (operator === '!=') return (labels) => labels[key] !== value;
  if (operator !== undefined) return (labels) => labels[key] === value;
  return not === '!' ? (labels) => !(key in labels) : (labels) => key in labels;
}

/** Selector of an object (`matchLabels`, `matchExpressions`); an empty one matches everything. */
export interface LabelSelector {
  readonly matchLabels?: Record<string, string>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

export function matchesSelector(selector: LabelSelector | undefined, labels: Record<string, string> = {}): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}

const commonFields = ['metadata.name', 'metadata.namespace'];
const fieldsOfKind: Record<string, readonly string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  jobs: ['status.successful'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

/** Field selector on the fields that Kubernetes supports for the kind. Throws 400 on any other. */
function parseFieldSelector(text: string, plural: string): Matches {
  const tests = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const found = /^([\w.]+)(==|=|!=)(.*)$/.exec(part);
      if (found === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      const [, field = '', operator, wanted = ''] = found;
      if (!commonFields.includes(field) && !(fieldsOfKind[plural] ?? []).includes(field)) {
        throw badRequest(`field label not supported: ${field}`);
      }
      return (object: ApiObject) => (String(fieldOf(object, field)) === wanted) !== (operator === '!=');
    });
  return (object) => tests.every((test) => test(object));
}

function fieldOf(object: ApiObject, field: string): unknown {
  if (field === 'source') return valueAt(object, 'source.component') ?? '';
  return valueAt(object, field) ?? '';
}

/** Both selectors of a list or watch in one test. */
export function parseSelectors(plural: string, selectors: { labels?: string | undefined; fields?: string | undefined }): Matches {
  const labels = parseLabelSelector(selectors.labels ?? '');
  const fields = parseFieldSelector(selectors.fields ?? '', plural);
  return (object) => labels(object) && fields(object);
}
