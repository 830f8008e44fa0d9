import { DefinitionError, type DefinitionFault } from '../../../errors';
import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Program } from '../../../execution/registry/program';
import { type AnyFlow, type FlowDefinition, flowDefinitionOf, structuralHashOf } from '../../../flow';
import type { Storage } from '../../../storage/port';

/** Takes up flows, unless unfinished runs do not fit them any more. */
export class FlowAdmission {
  constructor(
    private readonly storage: Storage,
    /** Names of flows whose changes were accepted. */
    private readonly accepted: readonly string[],
    private readonly registry: FlowRegistry,
    private readonly onAdmitted: (flows: readonly AnyFlow[]) => void,
  ) {}

  /** A flow ready to be executed; one that is not known yet is taken up. */
  async programOf(flow: AnyFlow): Promise<Program> {
    const known = this.registry.find(flow);
    if (known) return known;
    await this.register([flow]);
    return this.programOf(flow);
  }

  async register(flows: readonly AnyFlow[]): Promise<void> {
    await this.check(flows.map(flowDefinitionOf));
    this.onAdmitted(flows);
  }

  /** @throws {DefinitionError} that lists every flow that was changed under its version */
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
