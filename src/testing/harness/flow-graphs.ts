import newestFirst from 'semver/functions/rcompare';
import { MillraceError } from '../../errors';
import { type AnyFlow, compile, type FlowDefinition, flowDefinitionOf, type Graph } from '../../flow';

/** The flows of a test engine, as they are executed. */
export class FlowGraphs {
  private readonly definitions = new Set<FlowDefinition>();
  private readonly graphs = new Map<string, Graph>();

  add(flows: readonly AnyFlow[]): void {
    for (const flow of flows) this.definitions.add(flowDefinitionOf(flow));
    for (const flow of flows) {
      const definition = flowDefinitionOf(flow);
      this.graphs.set(
        nameOf(definition),
        compile(definition, (name) => this.newest(name)),
      );
    }
  }

  all(): readonly Graph[] {
    return [...this.graphs.values()];
  }

  of(flow: string, version: string): Graph {
    const graph = this.graphs.get(nameOf({ name: flow, version }));
    if (graph) return graph;
    throw new MillraceError('UNKNOWN_FLOW', `flow "${flow}" in version ${version} is not known to this engine`);
  }

  private newest(name: string): FlowDefinition | undefined {
    const versions = [...this.definitions].filter((definition) => definition.name === name);
    return versions.sort((a, b) => newestFirst(a.version, b.version))[0];
  }
}

function nameOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}
