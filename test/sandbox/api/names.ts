import type { ResourceKind } from './kinds.ts';
import { type Cause, fieldErrors } from './status.ts';

const rules = {
  subdomain: {
    form: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    limit: 253,
    why:
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
      "alphanumeric character (e.g. 'example.com', regex used for validation is " +
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  },
  label: {
    form: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    limit: 63,
    why:
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric " +
      "character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  },
  service: {
    form: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    limit: 63,
    why:
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an " +
      "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  },
  path: { form: /^(?!\.\.?$)[^/%]+$/, limit: 253, why: "may not contain '/' or '%', and may not be '.' or '..'" },
} as const;

/** What is wrong with an object's name. */
export function checkName(kind: ResourceKind, name: string): Cause[] {
  const rule = rules[kind.names];
  const causes: Cause[] = [];
  if (!rule.form.test(name)) causes.push(fieldErrors.invalid('metadata.name', name, rule.why));
  if (name.length > rule.limit) causes.push(fieldErrors.invalid('metadata.name', name, `must be no more than ${rule.limit} characters`));
  return causes;
}

const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** What is wrong with labels (keys and values) and annotation keys. */
export function checkLabels(labels: Record<string, string> = {}, annotations: Record<string, string> = {}): Cause[] {
  const causes: Cause[] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (!qualifiedName.test(key)) causes.push(fieldErrors.invalid('metadata.labels', key, 'name part must be a qualified name'));
    if (!labelValue.test(value) || value.length > 63) {
      causes.push(fieldErrors.invalid('metadata.labels', value, value.length > 63 ? 'must be no more than 63 bytes' : labelWords));
    }
  }
  for (const key of Object.keys(annotations)) {
    // Annotation keys are compared in lower case.
    if (!qualifiedName.test(key.toLowerCase())) {
      causes.push(fieldErrors.invalid('metadata.annotations', key, 'name part must be a qualified name'));
    }
  }
  return causes;
}

const labelWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** A name from `generateName`: five letters more, cut so that the whole fits 63 characters. */
export function generatedName(prefix: string, random: () => number = Math.random): string {
  const suffix = Array.from({ length: 5 }, () => letters[Math.floor(random() * letters.length)]).join('');
  return `${prefix.slice(0, 58)}${suffix}`;
}
