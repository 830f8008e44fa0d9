/** The number of active runs of an engine; it decides whether a commit waits for others to share its transaction. */
export class EngineLoad {
  /** Runs that the engine owns. */
  owned = 0;
  /** Runs that are being created or are about to begin. */
  starting = 0;

  /** Whether at most one run can have something to commit in this turn. */
  get isSingle(): boolean {
    return this.owned <= 1 && this.starting === 0;
  }
}
