import { availableParallelism } from 'node:os';
import type { Wish } from '../points/wish.ts';
import { fileURLToPath } from 'node:url';
import { doTask } from './do-task.ts';
import { startHelper } from './helper.ts';
import type { News, Task } from './task.ts';

/** Who does the tasks of the matrix. */
export interface Crew {
  /** How many tasks are done at the same time. */
  readonly size: number;
  /** Rejects where whoever did it has died. */
  do(task: Task, hear: (news: News) => void): Promise<void>;
  /** Resolves when nobody is at work any more. */
  end(): Promise<void>;
}

export interface Ends {
  /** Ends what is being done at once. */
  readonly signal: AbortSignal;
  /** Nothing further is begun when it answers true. */
  readonly isOver: () => boolean;
}

const program = fileURLToPath(new URL('helper-main.ts', import.meta.url));

/** A process for each core, or as many as are wished; single points and a story are run in this one. */
export function gatherCrew(wish: Wish, words: readonly string[], ends: Ends): Crew {
  const size = wish.processes ?? availableParallelism();
  return size > 1 && wish.points.length === 0 && wish.story === undefined
    ? crewOfHelpers(size, [...words.filter((word) => !word.startsWith('seed=')), `seed=${wish.seed}`], ends)
    : lonelyCrew(wish, ends);
}

function lonelyCrew(wish: Wish, ends: Ends): Crew {
  return { size: 1, do: (task, hear) => doTask(wish, task, { ...ends, tell: hear }), end: async () => undefined };
}

function crewOfHelpers(size: number, words: readonly string[], { signal }: Ends): Crew {
  const helpers = Array.from({ length: size }, () => startHelper(program, words));
  const idle = [...helpers];
  signal.addEventListener('abort', () => helpers.forEach((helper) => helper.dismiss()), { once: true });
  return {
    size,
    do: async (task, hear) => {
      const helper = idle.pop();
      if (helper === undefined) throw new Error('more tasks than processes');
      await helper.do(task, hear);
      idle.push(helper);
    },
    end: async () => {
      helpers.forEach((helper) => helper.dismiss());
      await Promise.all(helpers.map(({ gone }) => gone));
    },
  };
}
