import { createHash } from 'node:crypto';

export interface Sample {
  /** One in so many; 1 is all of them. */
  readonly share: number;
  readonly seed: string;
}

/** SAMPLE_SHARE=4 asks for a quarter of a long list, others each day; SAMPLE_SEED repeats those of another day. */
export function readSample(env: NodeJS.ProcessEnv, today: Date): Sample {
  const { SAMPLE_SHARE: share = '1', SAMPLE_SEED: seed = today.toISOString().slice(0, 10) } = env;
  return { share: Number(share), seed };
}

/** Some of the names, at least one, in the order in which they were given. */
export function takeSample<T extends string>({ share, seed }: Sample, names: readonly T[]): T[] {
  const digest = (name: string) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  const taken = names.toSorted((a, b) => (digest(a) < digest(b) ? -1 : 1)).slice(0, Math.ceil(names.length / share));
  return names.filter((name) => taken.includes(name));
}

/** What is typed to run the same ones again. */
export function renderSample({ share, seed }: Sample): string {
  return `SAMPLE_SEED=${seed} SAMPLE_SHARE=${share}`;
}
