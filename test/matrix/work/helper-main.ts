import { parseWish } from '../points/wish.ts';
import { doTask } from './do-task.ts';
import type { Message } from './helper.ts';
import type { Task } from './task.ts';

// Does the tasks that come from the process which has started this one, until that one is gone or has enough of it.
const wish = parseWish(process.argv.slice(2), 'told');
const ending = new AbortController();
const { signal } = ending;
const end = performance.now() + wish.minutes * 60_000;
const isOver = () => signal.aborted || performance.now() > end;
// Who hears it may be gone in that moment: without a listener of its own that failure would end this process before its clusters are gone.
const say = (message: Message) => void (process.connected && process.send?.(message, undefined, {}, () => undefined));

let tasks = 0;
const leave = () => {
  ending.abort();
  if (tasks === 0) process.exit();
};

process.on('message', (task: Task) => {
  tasks += 1;
  void doTask(wish, task, { tell: (news) => say({ kind: 'news', news }), signal, isOver }).then(() => {
    tasks -= 1;
    say({ kind: 'done' });
    if (signal.aborted) leave();
  });
});
process.on('disconnect', leave);
process.on('SIGTERM', leave);
// From a terminal these come to all: the one that has started this one hears them, and lets go of it.
for (const heard of ['SIGINT', 'SIGHUP'] as const) process.on(heard, () => undefined);
