/** What is said about the server instead of the kubeconfig. */
export interface ServerOverrides {
  readonly server?: string | undefined;
  /** File with certificates to trust. */
  readonly certificateAuthority?: string | undefined;
  readonly insecureSkipTlsVerify?: true | undefined;
  readonly tlsServerName?: string | undefined;
}

/** What is said about the user instead of the kubeconfig. */
export interface LoginOverrides {
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
}

/** Whom to act as instead of whom the kubeconfig says. */
export interface ImpersonationOverrides {
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  readonly asGroup?: readonly string[] | undefined;
  /** Pairs as in `key=value`. */
  readonly asUserExtra?: readonly string[] | undefined;
}

/** Which kubeconfig, what of it, and what is said instead of it; the names are those of kubectl's options. */
export interface ConfigOverrides extends ServerOverrides, LoginOverrides, ImpersonationOverrides {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  /** Longest time for one call, in seconds; 0 for our own choice. */
  readonly requestTimeout?: number | undefined;
}

/** How an override is called where it is set: errors that name it by another word would send its user looking. */
export type Spelling = (override: keyof ConfigOverrides) => string;
