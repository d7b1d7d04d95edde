import { matrixDirections } from '../points/directions.ts';
import { parsePoint } from '../points/point.ts';
import { planDirection } from '../points/plan-direction.ts';
import { runPoints } from '../points/run-points.ts';
import type { Wish } from '../points/wish.ts';
import { tellDrawnStories } from '../stories/run-stories.ts';
import type { Around, Task } from './task.ts';

/** Does a task in this process. */
export async function doTask(wish: Wish, task: Task, around: Around): Promise<void> {
  switch (task.kind) {
    case 'plan':
      return planDirection(wish, directionNamed(task.direction), around);
    case 'points':
      return runPoints(task.points.map(parsePoint), wish, around);
    case 'stories':
      return tellDrawnStories({ ...wish, direction: directionNamed(task.direction), numbers: task.numbers }, around);
  }
}

function directionNamed(name: string) {
  const found = matrixDirections.find((direction) => direction.name === name);
  if (found === undefined) throw new TypeError(`no direction ${name}`);
  return found;
}
