/** Environment variables by name; read at the edge of the process and passed in. */
export type Environment = Readonly<Record<string, string | undefined>>;
