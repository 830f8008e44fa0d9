import type { GuardPermit } from '../../step';

/** What a call holds that was let in by several guards. Only the first word on how it ended counts. */
export class GuardPermits implements GuardPermit {
  private permits: GuardPermit[] | undefined = [];

  /** @param stray told of what a pass throws, which must harm neither the call nor the other passes */
  constructor(private readonly stray: (error: unknown) => void) {}

  add(permit: GuardPermit): void {
    this.permits?.push(permit);
  }

  succeeded(): void {
    this.settle((permit) => {
      permit.succeeded();
    });
  }

  failed(error: unknown): void {
    this.settle((permit) => {
      permit.failed(error);
    });
  }

  dropped(): void {
    this.settle((permit) => {
      permit.dropped();
    });
  }

  private settle(tell: (permit: GuardPermit) => void): void {
    const { permits = [] } = this;
    this.permits = undefined;
    for (const permit of permits) {
      try {
        tell(permit);
      } catch (error) {
        this.stray(error);
      }
    }
  }
}
