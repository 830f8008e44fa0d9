import newestFirst from 'semver/functions/rcompare.js';
import { MillraceError } from '../../errors';
import { type AnyFlow, compile, type FlowDefinition, flowDefinitionOf, type Graph } from '../../flow';

/** The compiled flows of a test engine. */
export class FlowGraphs {
  private readonly graphs: ReadonlyMap<string, Graph>;

  /** @throws {DefinitionError} with every call of a missing flow */
  constructor(private readonly definitions: ReadonlySet<FlowDefinition> = new Set()) {
    this.graphs = new Map(
      [...definitions].map((definition) => [nameOf(definition), compile(definition, (name) => this.newest(name))]),
    );
  }

  with(flows: readonly AnyFlow[]): FlowGraphs {
    return new FlowGraphs(new Set([...this.definitions, ...flows.map(flowDefinitionOf)]));
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
