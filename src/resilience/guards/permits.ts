import type { GuardPermit } from '../../step';

/** The permits of a call that several guards admitted. Only the first result counts. */
export class GuardPermits implements GuardPermit {
  private permits: GuardPermit[] | undefined = [];

  /** @param onError receives an error that a permit throws; it must affect neither the call nor the other permits */
  constructor(private readonly onError: (error: unknown) => void) {}

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

  private settle(report: (permit: GuardPermit) => void): void {
    const { permits = [] } = this;
    this.permits = undefined;
    for (const permit of permits) {
      try {
        report(permit);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}
