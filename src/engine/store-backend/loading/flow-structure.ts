import type { Program } from '../../../execution';
import { structuralHashOf } from '../../../flow';
import type { FlowStructure } from '../../../storage/port';

const known = new WeakMap<Program, FlowStructure>();

/** Returns the flow structure that is stored with each run of a program. */
export function flowStructureOf(program: Program): FlowStructure {
  let structure = known.get(program);
  if (!structure) {
    structure = read(program);
    known.set(program, structure);
  }
  return structure;
}

function read({ graph }: Program): FlowStructure {
  const { definition } = graph.root;
  if (definition.kind !== 'flow') throw new Error(`"${graph.name}" is not a flow`);
  return { flow: graph.name, version: graph.version, hash: structuralHashOf(definition) };
}
