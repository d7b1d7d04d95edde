import type { ControllerLog } from '../../src/provisioner/model/controller-log.ts';

type Fields = Parameters<ControllerLog['info']>[0];

interface LoggedLine extends Fields {
  readonly level: keyof ControllerLog;
  readonly message: string;
}

/** A log whose lines can be read. */
export function recordedLog(): { readonly log: ControllerLog; readonly lines: readonly LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const at = (level: keyof ControllerLog) => (fields: Fields, message: string) => void lines.push({ ...fields, level, message });
  return { log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, lines };
}
