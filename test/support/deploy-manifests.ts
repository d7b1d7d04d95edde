import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './accounts.ts';

/** A file of `deploy/`. */
export function deployFile(name: string): URL {
  return new URL(`../../deploy/${name}`, import.meta.url);
}

/** The objects of one file of `deploy/`, with anchors and aliases resolved. Throws where it is no YAML. */
export async function readManifests<T = Manifest>(name: string): Promise<T[]> {
  const documents = parseAllDocuments(await readFile(deployFile(name), 'utf8'));
  return Array.from(documents, (document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as T;
  });
}

/** Everything that `kubectl apply -k deploy` puts into a cluster. */
export async function readDeployed(): Promise<Manifest[]> {
  const [kustomization] = await readManifests<{ resources: string[] }>('kustomization.yaml');
  const files = await Promise.all((kustomization?.resources ?? []).map((file) => readManifests(file)));
  return files.flat();
}
