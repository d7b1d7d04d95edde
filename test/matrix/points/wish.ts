import { type MatrixDirection, matrixDirections, type MatrixVariant, matrixVariants } from './directions.ts';
import { parseStory, type Story } from '../stories/story.ts';
import { type MatrixMode, matrixModes, parsePoint, type Point } from './point.ts';

/** What of the matrix is to be run. */
export interface Wish {
  /** A few points by name; everything else is left out then. */
  readonly points: readonly Point[];
  /** A story that is told as it is, and nothing else. */
  readonly story: Story | undefined;
  /** Whether stories are drawn: besides the points, instead of them, or not at all. */
  readonly stories: 'too' | 'only' | 'no';
  /** Some of each row, by lot. */
  readonly sample: boolean;
  /** `most` of each row, spread evenly over all that it has. */
  readonly evenly: boolean;
  /** Whether the counts are written into `docs`. */
  readonly record: boolean;
  readonly modes: readonly MatrixMode[];
  readonly directions: readonly MatrixDirection[];
  readonly variants: readonly MatrixVariant[];
  /** First and last write, or read, to which something happens. */
  readonly from: number;
  readonly to: number;
  /** How many points a process runs at the same time. */
  readonly workers: number;
  /** How many processes do so; undefined: one for each core. */
  readonly processes: number | undefined;
  /** Decides what a sample takes. */
  readonly seed: string;
  /** How many points are taken of each row, and how many stories are drawn in each direction; undefined: all, of a sample as many as fit into a few minutes. */
  readonly most: number | undefined;
  /** After these no further point is begun. */
  readonly minutes: number;
}

/**
 * Reads words in any order: modes, directions, variants, a range of numbers such as `10-20`, `sample`, `evenly`, `record`, `stories`, and `workers=`, `processes=`,
 * `seed=`, `most=` and `minutes=` with a value. Or points, with `and` between them; or `story` and what happens in it. Throws TypeError at a word that means nothing.
 */
export function parseWish(words: readonly string[], today: string): Wish {
  const named = parseNamed(words);
  const left = new Set(named === undefined ? words : []);
  const take = <T extends string>(all: readonly T[]) => all.filter((each) => left.delete(each));
  const value = takeValue(left);
  const [from = 1, to = Infinity] = takeRange(left);
  const directions = take(matrixDirections.map(({ name }) => name));
  const [modes, variants] = [take(matrixModes), take(matrixVariants)];
  const isForStories = take(['stories']).length > 0;
  const isForPoints = [...modes, ...variants].length > 0 || to < Infinity;
  const wish: Wish = {
    points: [],
    story: undefined,
    stories: whichStories(isForStories, isForPoints),
    sample: take(['sample']).length > 0,
    evenly: take(['evenly']).length > 0,
    record: take(['record']).length > 0,
    modes,
    directions: matrixDirections.filter(({ name }) => directions.length === 0 || directions.includes(name)),
    variants,
    from,
    to,
    ...takeNumbers(value),
    seed: value('seed', today),
    ...named,
  };
  if (wish.record && (to < Infinity || wish.sample)) throw new TypeError('only whole rows are recorded, or points spread evenly over them');
  for (const unknown of left) throw new TypeError(`the matrix knows no ${unknown}`);
  return wish;
}

function takeNumbers(value: ReturnType<typeof takeValue>): Pick<Wish, 'workers' | 'processes' | 'most' | 'minutes'> {
  return {
    workers: Number(value('workers', '4')),
    processes: Number(value('processes', '0')) || undefined,
    most: Number(value('most', '0')) || undefined,
    minutes: Number(value('minutes', 'Infinity')),
  };
}

function whichStories(isForStories: boolean, isForPoints: boolean): Wish['stories'] {
  if (isForStories) return 'only';
  return isForPoints ? 'no' : 'too';
}

/** Undefined where nothing is told by name. */
function parseNamed(words: readonly string[]): Pick<Wish, 'points' | 'story' | 'stories'> | undefined {
  if (words[0] === 'story') return { points: [], story: parseStory(words.join(' ')), stories: 'only' };
  const points = parsePoints(words);
  return points.length > 0 ? { points, story: undefined, stories: 'no' } : undefined;
}

function parsePoints(words: readonly string[]): readonly Point[] {
  const texts = words.join(' ').split(' and ');
  return texts.every((text) => /^\S+ \S+ \d+(\.\d+)? \S+ \S+$/.test(text)) ? texts.map(parsePoint) : [];
}

function takeRange(left: Set<string>): readonly number[] {
  const range = [...left].find((word) => /^\d+-\d+$/.test(word));
  if (range === undefined) return [];
  left.delete(range);
  return range.split('-').map(Number);
}

function takeValue(left: Set<string>): (name: string, otherwise: string) => string {
  return (name, otherwise) => {
    const word = [...left].find((each) => each.startsWith(`${name}=`));
    if (word === undefined) return otherwise;
    left.delete(word);
    return word.slice(name.length + 1);
  };
}
