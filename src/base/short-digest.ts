/** As much of a sha256 digest as tells two of them apart at a glance, e.g. `sha256:0123abcd`; the whole one is in the JSON result. */
export function shortDigest(digest: string): string {
  return `sha256:${digest.slice(0, 8)}`;
}
