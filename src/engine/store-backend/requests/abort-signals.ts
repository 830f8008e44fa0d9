import type { Clock, ClockTimer } from '../../../step';
import { listenToAbort } from '../../handles/listen-to-abort';
import type { EventFeed } from '../reading/event-feed';

/** The delay before a failed cancel is repeated, in ms. */
const RETRY_MS = 1000;

/** Cancels runs when the abort signals passed at their start are aborted. */
export class AbortSignals {
  private readonly watched = new Set<() => void>();

  constructor(
    private readonly events: EventFeed,
    private readonly clock: Clock,
    private readonly cancel: (runId: string) => Promise<void>,
  ) {}

  cancelOnAbort(runId: string, signal: AbortSignal): void {
    let timer: ClockTimer | undefined;
    let endOfWatch = (): void => undefined;
    const end = (): void => {
      stopListening();
      timer?.clear();
      endOfWatch();
      this.watched.delete(end);
    };
    const cancel = (): void => {
      this.cancel(runId).catch(() => {
        if (!this.watched.has(end)) return;
        timer = this.clock.setTimer(RETRY_MS, cancel);
        timer.unref();
      });
    };
    this.watched.add(end);
    const stopListening = listenToAbort(signal, cancel);
    endOfWatch = this.events.whenEnded(runId, end);
    if (signal.aborted && this.watched.has(end)) cancel();
  }
}
