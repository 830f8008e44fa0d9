import { DefinitionError, type DefinitionFault } from '../../../errors';
import type { FlowRegistry } from '../../../execution';
import { type FlowDefinition, structuralHashOf } from '../../../flow';
import type { Storage } from '../../../storage/port';

/** Rejects flows that no longer match their unfinished runs. */
export class FlowAdmission {
  constructor(
    private readonly storage: Storage,
    /** The names of flows whose changes were accepted. */
    private readonly accepted: readonly string[],
    private readonly registry: FlowRegistry,
  ) {}

  /** @throws {DefinitionError} that lists every flow that changed without a new version */
  async check(flows: readonly FlowDefinition[] = this.registry.all()): Promise<void> {
    const faults = await Promise.all(flows.map((flow) => this.faultOf(flow)));
    const found = faults.filter((fault) => fault !== undefined);
    if (found.length > 0) throw new DefinitionError(found);
  }

  private async faultOf(definition: FlowDefinition): Promise<DefinitionFault | undefined> {
    const { name: flow, version } = definition;
    if (this.accepted.includes(flow)) return undefined;
    const hashes = await this.storage.hashes({ flow, version });
    const hash = structuralHashOf(definition);
    if (hashes.every((known) => known === hash)) return undefined;
    const message = `version ${version} has nodes, edges or exits other than its unfinished runs were started with; give it a new version and migrate them, or, if they fit all the same, accept it with acceptChanges: ['${flow}']`;
    return { flow, message };
  }
}
