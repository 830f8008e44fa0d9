import { structuralHashOf } from '../../flow';
import type { FlowStructure } from '../../storage/port';
import type { Program } from '../program';

/** What is kept with each run of a flow. */
export function structureOf({ graph }: Program): FlowStructure {
  const { definition } = graph.root;
  if (definition.kind !== 'flow') throw new Error(`"${graph.name}" is no flow`);
  return { flow: graph.name, version: graph.version, hash: structuralHashOf(definition) };
}
