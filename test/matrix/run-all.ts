import type { MatrixDirection } from './points/directions.ts';
import type { Wish } from './points/wish.ts';
import { nameCell } from './record/counts.ts';
import type { startRecording } from './record/recording.ts';
import type { Tally } from './report.ts';
import { doAll, note, runMatrix } from './run-matrix.ts';
import { tellStory } from './stories/run-stories.ts';
import type { Crew } from './work/crew.ts';
import type { Task } from './work/task.ts';

interface Hearers {
  readonly say: (line: string) => void;
  readonly tally: Tally;
  readonly recording: ReturnType<typeof startRecording>;
  /** No further task is begun when it answers true. */
  readonly isOver: () => boolean;
}

/** Stories in each direction where nothing else is asked for. */
const drawnStories = { sample: 3, all: 100 };

/** Runs the points and the stories that are wished, and records a row when all of it is done; of points that are spread evenly also a part. */
export async function runAll(wish: Wish, crew: Crew, { say, tally, recording, isOver }: Hearers): Promise<void> {
  const recordRow = (name: string) =>
    recording.add(tally.rows().filter(({ direction, ...row }) => nameCell({ ...row, direction: { name: direction } }) === name));
  try {
    if (wish.stories !== 'only') await runMatrix(wish, crew, { say, tally, isOver, rowDone: (cell) => recordRow(nameCell(cell)) });
    if (wish.story !== undefined) note(await tellStory(wish.story), { say, tally });
    else if (wish.stories !== 'no') await doAll(planStories(wish), crew, { hear: (news) => note(news, { say, tally }), isOver });
    if (!isOver()) recording.add(tally.rows());
  } finally {
    if (wish.evenly) recording.add(tally.rows());
  }
}

/** By turns, so that a run which is over early has told some of each direction; together in one process as many as it tells at once. */
function planStories({ most, sample, directions, workers }: Wish): readonly Task[] {
  const drawn = most ?? drawnStories[sample ? 'sample' : 'all'];
  const starts = Array.from({ length: Math.ceil(drawn / workers) }, (_, index) => index * workers);
  return starts.flatMap((from) => directions.map((direction) => storiesOf(direction, from, Math.min(from + workers, drawn))));
}

function storiesOf({ name }: MatrixDirection, from: number, to: number): Task {
  return { kind: 'stories', direction: name, numbers: Array.from({ length: to - from }, (_, index) => from + index) };
}
