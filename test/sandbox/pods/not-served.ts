/** Why a kubelet does not give what it was asked for, with its HTTP status. */
export interface NotServed {
  readonly status: number;
  readonly message: string;
}
