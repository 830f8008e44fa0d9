import type { NodeDescription } from '../description/description';
import { type EachData, eachKind } from './bodies/each';
import { type RepeatData, repeatKind } from './bodies/repeat';
import { type WithinData, withinKind } from './bodies/within';
import { type FlowData, flowKind } from './flow';
import { type AllData, allKind } from './joins/all';
import { type AnyData, anyKind } from './joins/any';
import { type RaceData, raceKind } from './joins/race';
import { type SettleData, settleKind } from './joins/settle';
import type { Kind } from './kind';
import { EXIT, type ExitDefinition } from './leaves/exit';
import { FUNCTION, type FunctionDefinition } from './leaves/function';
import { REF, type RefDefinition } from './leaves/ref';
import { SLEEP, type SleepDefinition } from './leaves/sleep';
import { STEP, type StepDefinition } from './leaves/step';
import { WAIT, type WaitDefinition } from './leaves/wait';
import { type PipeData, pipeKind } from './pipe';

export type FlowDefinition = FlowData<Definition>;
export type JoinDefinition = AllData<Definition> | AnyData<Definition> | RaceData<Definition> | SettleData<Definition>;
export type EachDefinition = EachData<Definition>;
export type RepeatDefinition = RepeatData<Definition>;
export type WithinDefinition = WithinData<Definition>;
export type PipeDefinition = PipeData<Definition>;

/** A node as frozen data. The closed union of all nodes of a flow. */
export type Definition =
  | StepDefinition
  | FunctionDefinition
  | ExitDefinition
  | FlowDefinition
  | JoinDefinition
  | EachDefinition
  | RepeatDefinition
  | WithinDefinition
  | PipeDefinition
  | SleepDefinition
  | WaitDefinition
  | RefDefinition;

type Definitions = { readonly [D in Definition as D['kind']]: D };
type Descriptions = { readonly [D in NodeDescription as D['kind']]: D };

/** The kind of a node. */
export type NodeKind = keyof Definitions;

type KindOf<K extends NodeKind> = Kind<Definitions[K], Definition, Descriptions[K]>;

/** The facts about each kind of node that do not depend on a run. */
export const KINDS = {
  step: STEP,
  function: FUNCTION,
  exit: EXIT,
  flow: flowKind<Definition>(),
  all: allKind<Definition>(),
  any: anyKind<Definition>(),
  race: raceKind<Definition>(),
  settle: settleKind<Definition>(),
  each: eachKind<Definition>(),
  repeat: repeatKind<Definition>(),
  within: withinKind<Definition>(),
  pipe: pipeKind<Definition>(),
  sleep: SLEEP,
  wait: WAIT,
  ref: REF,
} satisfies { readonly [K in Definition['kind']]: KindOf<K> };
