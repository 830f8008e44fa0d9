/** A signal that came to a run. */
export interface SignalView {
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
  /** Whether nothing waited for it when it came. */
  readonly isBuffered: boolean;
}

/** The signals that came to a run, in order. */
export class SignalLog {
  readonly signals: SignalView[] = [];

  receive(name: string, at: number, isBuffered: boolean): void {
    this.signals.push({ name, at, isBuffered });
  }
}
