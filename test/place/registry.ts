/** An image registry that wants a password, and that the nodes of all clusters reach. */
export interface Registry {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Puts an image that the nodes have there, under `path`, which ends in a tag; resolves with the names that pods can give it. */
  push(image: string, path: string): Promise<{ readonly byTag: string; readonly byDigest: string }>;
  close(): Promise<void>;
}
