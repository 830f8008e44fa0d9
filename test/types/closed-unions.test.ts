import { type PlacesToChange, placesToChange, type Widening } from './widened';

// A union is closed if the compiler, or the lint rule for switches, names every place that a new member needs. A place that
// is missing here has a default in which the new member would get lost.

const WIDENINGS = {
  kindOfNode: {
    name: 'nap',
    file: 'src/flow/kinds/kinds.ts',
    after: 'export type Definition =',
    member: "\n  | (import('../definition/placing').Placing & { readonly kind: 'nap' })",
  },
  mapping: {
    name: 'constant',
    file: 'src/flow/definition/edge-definition.ts',
    after: 'export type Mapping =',
    member: "\n  | { readonly kind: 'constant'; readonly value: unknown }",
  },
  baseOfSteps: {
    name: 'stream',
    file: 'src/step/bases/step-class.ts',
    after: 'export type StepKind =',
    member: " 'stream' |",
  },
  coreInput: {
    name: 'run.archive',
    file: 'src/core/protocol/input.ts',
    after: 'export type CoreInput =',
    member: "\n  | (InputHead & { readonly type: 'run.archive' })",
  },
  effect: {
    name: 'alarm.raise',
    file: 'src/core/protocol/effect.ts',
    after: 'export type Effect =',
    member: "\n  | { readonly type: 'alarm.raise'; readonly token: number }",
  },
  change: {
    name: 'note.put',
    file: 'src/core/protocol/change.ts',
    after: 'export type Change =',
    member: "\n  | { readonly type: 'note.put'; readonly note: string }",
  },
  event: {
    name: 'step.annotated',
    file: 'src/core/protocol/run-event.ts',
    after: 'export type RunEvent =',
    member: "\n  | NodeEventOf<'step.annotated', Nothing>",
  },
  phase: {
    name: 'rehearse',
    file: 'src/core/state/phase.ts',
    after: 'export type Phase =',
    member: "\n  | 'rehearse'",
  },
  statusOfToken: {
    name: 'lingering',
    file: 'src/core/state/phase.ts',
    after: 'export type TokenStatus =',
    member: "\n  | 'lingering'",
  },
  statusOfRun: {
    name: 'stalled',
    file: 'src/core/state/run-info.ts',
    after: 'export type RunStatus =',
    member: " 'stalled' |",
  },
  purposeOfTimer: {
    name: 'snooze',
    file: 'src/core/state/timer.ts',
    after: 'export type TimerPurpose =',
    member: " 'snooze' |",
  },
  errorCode: {
    name: 'TOO_HOT',
    file: 'src/errors/codes.ts',
    after: 'export const ERROR_CODES = {',
    member: "\n  TOO_HOT: 'The machine is too hot. Let it cool down.',",
  },
  methodOfStorage: {
    name: 'vacuum',
    file: 'src/storage/port/run-store.ts',
    after: '  readonly open: () => Promise<void>;',
    member: '\n  readonly vacuum: () => Promise<void>;',
  },
} satisfies Readonly<Record<string, Widening>>;

type Union = keyof typeof WIDENINGS;

describe('a closed union', () => {
  let places: PlacesToChange<Union>;

  beforeAll(() => {
    places = placesToChange<Union>(WIDENINGS);
  }, 120_000);

  it.each<readonly [what: string, Union, files: readonly string[]]>([
    [
      'kind of node',
      'kindOfNode',
      [
        'src/core/kinds/is-step.ts',
        'src/core/kinds/kinds.ts',
        'src/core/shortcut.ts',
        'src/execution/registry/declared-guards.ts',
        'src/execution/step-runners.ts',
        'src/flow/combinators/node.ts',
        'src/flow/drawing/picture-of.ts',
        'src/flow/graph/moved-place.ts',
        'src/flow/kinds/facts.ts',
        'src/flow/kinds/kinds.ts',
        'src/history/visits/leaving.ts',
      ],
    ],
    [
      'mapping of an edge',
      'mapping',
      [
        'src/flow/definition/edge-definition.ts',
        'src/flow/description/describe-edge.ts',
        'src/flow/drawing/data-arrows.ts',
        'src/flow/graph/place.ts',
      ],
    ],
    ['base of steps', 'baseOfSteps', ['src/flow/kinds/leaves/step.ts', 'src/step/bases/hooks.ts']],
    ['input of the core', 'coreInput', ['src/core/transition.ts']],
    ['effect', 'effect', ['src/engine/driver/effect-handler.ts']],
    [
      'change',
      'change',
      [
        'src/core/state/record-set.ts',
        'src/storage/records/dirty-records.ts',
        'src/storage/records/packed-change.ts',
        'src/storage/records/record-name.ts',
      ],
    ],
    [
      'event of a run',
      'event',
      [
        'src/history/event-facts.ts',
        'src/history/event-handlers.ts',
        'src/history/visits/visit-result.ts',
        'src/testing/history/replay/event-roles.ts',
      ],
    ],
    [
      'phase of an operation',
      'phase',
      [
        'src/core/outcomes/operation-outcomes.ts',
        'src/core/routing/dispatch.ts',
        'src/core/state/phase.ts',
        'src/execution/step-runner.ts',
      ],
    ],
    ['status of a token', 'statusOfToken', ['src/core/state/phase.ts']],
    [
      'status of a run',
      'statusOfRun',
      [
        'src/core/state/run-info.ts',
        'src/engine/requests/parse-run-filter.ts',
        'src/testing/history/replay/compare.ts',
      ],
    ],
    ['purpose of a timer', 'purposeOfTimer', ['src/core/waiting/fire-timer.ts']],
    ['error code', 'errorCode', ['src/errors/retry/final-codes.ts']],
    [
      'method of the storage port',
      'methodOfStorage',
      [
        'src/postgres/postgres-storage.ts',
        'src/sqlite/sqlite-storage.ts',
        'src/storage/memory/memory-storage.ts',
        'src/storage/port/storage-methods.ts',
      ],
    ],
  ])('names the places that a new %s needs', (_what, union, files) => {
    expect(places.of[union]).toEqual(files);
  });

  it('is widened without any other error', () => {
    expect(places.unexplained).toEqual([]);
  });
});
