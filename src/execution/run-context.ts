/**
 * The facts about a run that an injected dependency can read. The class is also the container's token: inject it into
 * steps of the scopes `run` and `execution`, or into their dependencies.
 *
 * @example constructor(@inject(RunContext) private readonly run: RunContext) { super(); }
 */
export abstract class RunContext {
  abstract readonly runId: string;
  abstract readonly flow: string;
  abstract readonly version: string;
  abstract readonly correlationId: string;
  abstract readonly tags: readonly string[];
}
