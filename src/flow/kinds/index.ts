export { actionsOf, childrenOf, describeNode, hashPartOf, kindOf, knownActionsOf, placingOf } from './facts';
export { describeGraph } from './flow';
export type { LeafKind, NodeShape } from './kind';
export {
  type Definition,
  type EachDefinition,
  type FlowDefinition,
  KINDS,
  type NodeKind,
} from './kinds';
export type { StepDefinition } from './leaves/step';
