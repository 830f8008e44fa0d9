import type { InputType, StepClass, StepKind, StepScope } from '../../../step';
import type { Execution } from '../../definition/execution';
import type { Placing } from '../../definition/placing';
import { describeExecution } from '../../description/describe-execution';
import type { StepDescription } from '../../description/description';
import { classNameOf, describeInput } from '../../description/type-names';
import { type KindFacts, type LeafKind, NEXT, type NodeShape } from '../kind';
import { LEAF } from './leaf';

/** A step class as a node, with the options of the class and of the node merged. */
export interface StepDefinition extends Placing, Execution {
  readonly kind: 'step';
  readonly step: StepClass;
  readonly stepKind: StepKind;
  readonly scope: StepScope;
  readonly input?: InputType;
  /** The class or schema of a valid form. Human steps only. */
  readonly form?: InputType;
  readonly params: unknown;
  /** The declared actions of a step with several. */
  readonly actions?: readonly string[];
}

interface BaseFacts {
  /** Whether the step has no action but `next`. */
  readonly isStraight: boolean;
  readonly shape: NodeShape;
  readonly leaf: LeafKind;
}

const BASES: Readonly<Record<StepKind, BaseFacts>> = {
  machine: { isStraight: true, shape: 'work', leaf: 'plain' },
  router: { isStraight: false, shape: 'decision', leaf: 'plain' },
  phased: { isStraight: false, shape: 'work', leaf: 'phased' },
  batch: { isStraight: true, shape: 'work', leaf: 'plain' },
  human: { isStraight: false, shape: 'human', leaf: 'human' },
};

export const STEP: KindFacts<StepDefinition, never, StepDescription> = {
  ...LEAF,
  actions: ({ stepKind, actions }) => (BASES[stepKind].isStraight ? NEXT : actions),
  hashPart: ({ stepKind }) => ['step', stepKind],
  describe: (node) => ({
    kind: 'step',
    step: classNameOf(node.step),
    base: node.stepKind,
    scope: node.scope,
    ...describeInput(node.input),
    ...describeExecution(node),
  }),
  label: ({ step }) => classNameOf(step),
  shape: ({ stepKind }) => BASES[stepKind].shape,
  leaf: ({ stepKind }) => BASES[stepKind].leaf,
};
