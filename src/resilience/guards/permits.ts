import type { Pass } from '../../step';

/** What a call holds that was let in by several guards. Only the first word on how it ended counts. */
export class Passes implements Pass {
  private passes: Pass[] | undefined = [];

  /** @param stray told of what a pass throws, which must harm neither the call nor the other passes */
  constructor(private readonly stray: (error: unknown) => void) {}

  add(pass: Pass): void {
    this.passes?.push(pass);
  }

  succeeded(): void {
    this.settle((pass) => {
      pass.succeeded();
    });
  }

  failed(error: unknown): void {
    this.settle((pass) => {
      pass.failed(error);
    });
  }

  dropped(): void {
    this.settle((pass) => {
      pass.dropped();
    });
  }

  private settle(tell: (pass: Pass) => void): void {
    const { passes = [] } = this;
    this.passes = undefined;
    for (const pass of passes) {
      try {
        tell(pass);
      } catch (error) {
        this.stray(error);
      }
    }
  }
}
