/** A CEL string literal: JSON's escapes are all valid in CEL. */
export function celText(value: string): string {
  return JSON.stringify(value);
}

/** Whether a map that may be absent has this entry; asked in any other way, absence is an error, and an error denies. */
export function celHasEntry(map: string, key: string, value: string): string {
  return `(has(${map}) && ${celText(key)} in ${map} && ${map}[${celText(key)}] == ${celText(value)})`;
}

/** Which requests a policy sees; `groupVersion` as in `/v1` or `batch/v1`. */
export function admissionRule(groupVersion: string, resource: string, operations: string[]) {
  const [group = '', version = ''] = groupVersion.split('/');
  return { apiGroups: [group], apiVersions: [version], resources: [resource], operations };
}
