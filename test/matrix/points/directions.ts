/** From where to where a move of the matrix goes. */
export interface MatrixDirection {
  readonly name: 'll' | 'lr' | 'rl' | 'rr';
  readonly words: string;
  /** Node on which the data is at first, and the one it is moved to. */
  readonly node: string;
  readonly targetNode: string;
  /** Where the copies are, as `<cluster>/<node>`. */
  readonly source: string;
  readonly target: string;
  readonly providers: readonly string[];
}

export const matrixDirections: readonly MatrixDirection[] = [
  {
    name: 'll',
    words: 'local → local',
    node: 'rome-1',
    targetNode: 'rome-2',
    source: 'rome/rome-1',
    target: 'rome/rome-2',
    providers: [],
  },
  {
    name: 'lr',
    words: 'local → remote',
    node: 'rome-1',
    targetNode: 'milan',
    source: 'rome/rome-1',
    target: 'milan/milan-1',
    providers: ['milan'],
  },
  {
    name: 'rl',
    words: 'remote → local',
    node: 'milan',
    targetNode: 'rome-1',
    source: 'milan/milan-1',
    target: 'rome/rome-1',
    providers: ['milan'],
  },
  {
    name: 'rr',
    words: 'remote → remote',
    node: 'milan',
    targetNode: 'paris',
    source: 'milan/milan-1',
    target: 'paris/paris-1',
    providers: ['milan', 'paris'],
  },
];

/** What is unusual about a move: nothing, `--keep-source`, a claim of our own virtual class, `--scale` with an application that runs, or `--warm` too. */
export const matrixVariants = ['plain', 'keep', 'own', 'scale', 'warm'] as const;

export type MatrixVariant = (typeof matrixVariants)[number];

/** Whether an application uses the claim when such a move begins. */
export function runsApplication(variant: MatrixVariant): boolean {
  return variant === 'scale' || variant === 'warm';
}
