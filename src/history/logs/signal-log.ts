/** A signal that a run received. */
export interface SignalView {
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
  /** Whether nothing waited for the signal when it arrived. */
  readonly isBuffered: boolean;
}

/** The signals that a run received, in order. */
export class SignalLog {
  readonly signals: SignalView[] = [];

  receive(name: string, at: number, isBuffered: boolean): void {
    this.signals.push({ name, at, isBuffered });
  }
}
