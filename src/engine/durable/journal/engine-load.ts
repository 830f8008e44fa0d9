/** How many runs an engine has at hand: whether a commit should wait for others to share its transaction. */
export class EngineLoad {
  /** Runs that the engine owns. */
  owned = 0;
  /** Runs that are being created, or were and are about to begin. */
  starting = 0;

  /** Whether no run but one could have something to commit in this turn. */
  get isSingle(): boolean {
    return this.owned <= 1 && this.starting === 0;
  }
}
