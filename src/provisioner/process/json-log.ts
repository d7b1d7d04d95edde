import { pino } from 'pino';
import type { Clock } from '../../base/time/clock.ts';
import type { ControllerLog } from '../model/controller-log.ts';

/** From most lines to least. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Lines of JSON with `level`, `time` and `msg`; a line that holds foreign text stays one line. */
export function createJsonLog(level: LogLevel, stream: { write(line: string): unknown }, clock: Clock): ControllerLog {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${clock.now().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, stream as { write(line: string): void });
}
