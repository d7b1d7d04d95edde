/** What a line of the log says besides its message. Single values only: an object could carry a secret along. */
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The log of the controller, one line for each call. */
export interface ControllerLog {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
