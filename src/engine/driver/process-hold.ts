import { runSoon } from '../../execution';
import { type Clock, systemClock } from '../../step';

/** The longest interval of a Node timer, in ms. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Keeps the process alive while its engine is needed: for a run that has not ended, for a result that is awaited, or for
 * runs that other processes may start. Otherwise Node would end the process silently while runs wait.
 */
export class ProcessHold {
  private needs = 0;
  private handle: NodeJS.Timeout | undefined = undefined;
  /** Whether the handle keeps the process alive. */
  private holds = false;
  private isReleasing = false;

  constructor(private keepsAlive: boolean) {}

  /** Returns the hold of an engine. By default, only an engine on the system clock keeps its process alive. */
  static of(clock: Clock, keepAlive: boolean | undefined): ProcessHold {
    return new ProcessHold(keepAlive ?? clock === systemClock);
  }

  /** Adds a need. Each is removed by one call of {@link release}. */
  acquire(): void {
    this.needs += 1;
    if (this.holds || !this.keepsAlive) return;
    this.holds = true;
    if (this.handle) this.handle.ref();
    else this.handle = setInterval(() => undefined, LONGEST_MS);
  }

  /** Removes a need. Without any, the process may end from the next turn on; the next run has often started by then. */
  release(): void {
    this.needs -= 1;
    if (this.needs > 0 || !this.holds || this.isReleasing) return;
    this.isReleasing = true;
    runSoon(this.letEnd);
  }

  /** Lets the process end whatever is left. */
  close(): void {
    clearInterval(this.handle);
    this.handle = undefined;
    this.keepsAlive = false;
    this.holds = false;
  }

  private readonly letEnd = (): void => {
    this.isReleasing = false;
    if (this.needs > 0 || !this.holds) return;
    this.holds = false;
    this.handle?.unref();
  };
}
