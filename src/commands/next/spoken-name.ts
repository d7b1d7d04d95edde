import { basename, extname } from 'node:path';

const own = 'liqoctl';

/** Names by which kubectl finds its plugins and what completes them: https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/ */
const plugin = 'kubectl-liqo';
const pluginCompletion = 'kubectl_complete-liqo';

/** What people type to start us, by the file that was started. */
export function spokenName(invokedAs: string): string {
  return nameOf(invokedAs) === plugin ? 'kubectl liqo' : own;
}

/** Whether kubectl asks what could be typed: all that follows are the words, the last one being typed. */
export function completesPlugin(invokedAs: string): boolean {
  return nameOf(invokedAs) === pluginCompletion;
}

/** Help, whose lines to type begin with that name instead of ours. */
export function spokenAs(name: string, help: string): string {
  return name === own ? help : help.replaceAll(/\bliqoctl (?=move |info |version)/g, `${name} `);
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}
