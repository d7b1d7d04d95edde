/** A place to write text to, with the facts about it that tests can set. */
export interface TextStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Results go to `stdout`, everything else to `stderr`. */
export interface Streams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;
