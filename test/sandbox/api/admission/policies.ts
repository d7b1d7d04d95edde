import type { Store } from '../store.ts';
import type { Admission, AdmissionRequest } from './admission.ts';

export class PolicyAdmission implements Admission {
  constructor(_store: Store, _options: { enabled: boolean; delay: number }) {}
  setDelay(_milliseconds: number): void {}
  admit(_request: AdmissionRequest): void {}
}
