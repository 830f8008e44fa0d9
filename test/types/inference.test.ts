import { expectTypeOf } from 'expect-type';
import {
  all,
  any,
  type Composite,
  each,
  exit,
  type Flow,
  flow,
  flowOf,
  fn,
  type InOf,
  MachineStep,
  node,
  type OutputsOf,
  pipe,
  type ResultOf,
  type RoutesOf,
  race,
  ref,
  repeat,
  type Settled,
  type StandardSchema,
  Step,
  settle,
  sleep,
  within,
} from 'millrace';
import { type Handle, type Items, type NodeTable, type Reference } from 'millrace/types';
import * as v from 'valibot';
import { z } from 'zod';
import { compile, errorsIn, inTypes, read } from './compiler';
import { type Asked, agent, type Call, type Chat, type Message, oneRound, RunTool, Think } from './programs/agent';
import { etl, type Loaded, LoadFile, type SourceFile } from './programs/etl';
import { Approve, type Claim, type Decision, expense } from './programs/expense';
import { approval, loggedOrders, orderApproval } from './programs/generic';
import { mails } from './programs/mails';
import { type Offer, quoting } from './programs/quote';
import { type Doc, review, type Votes } from './programs/review';
import { type Order, type Paid, type Shipped, saga } from './programs/saga';
import { Spell, waiting } from './programs/waiting';

// What is inferred is checked when this file is compiled: by `npm run typecheck`, and by the first test.

it('infers what is said here', () => {
  const file = inTypes('inference.test.ts');
  expect(
    errorsIn(compile(new Map([[file, read(file)]])), file).map(({ line, text }) => `${line + 1}: ${text}`),
  ).toEqual([]);
});

it('knows what a flow takes, gives and emits', () => {
  expectTypeOf(expense).toEqualTypeOf<Flow<Claim, { readonly paid: string; readonly rejected: Decision }>>();
  expectTypeOf<InOf<typeof agent>>().toEqualTypeOf<Chat>();
  expectTypeOf<RoutesOf<typeof agent>>().toEqualTypeOf<{ readonly done: string; readonly spent: Chat }>();
  expectTypeOf<RoutesOf<typeof oneRound>>().toEqualTypeOf<{ readonly again: Chat; readonly done: string }>();
  expectTypeOf<OutputsOf<typeof agent>>().toEqualTypeOf<{ readonly token: string }>();
  expectTypeOf<OutputsOf<typeof mails>>().toEqualTypeOf<{ readonly sent: string }>();
  expectTypeOf<InOf<typeof etl>>().toBeUnknown();
  expectTypeOf<ResultOf<typeof etl>>().toBeString();
  expectTypeOf<RoutesOf<typeof saga>>().toEqualTypeOf<{ readonly done: Shipped; readonly cancelled: Order }>();
  expectTypeOf<InOf<typeof review>>().toEqualTypeOf<Doc>();
  expectTypeOf<RoutesOf<typeof review>>().toEqualTypeOf<{ readonly accepted: Votes; readonly refused: Votes }>();
  expectTypeOf<ResultOf<typeof mails>>().toEqualTypeOf<Order>();
  expectTypeOf<ResultOf<typeof quoting>>().toEqualTypeOf<Offer>();
  expectTypeOf<InOf<typeof quoting>>().toEqualTypeOf<Order>();
  expectTypeOf<RoutesOf<typeof waiting>>().toEqualTypeOf<{ readonly done: Paid; readonly late: undefined }>();
});

it('gives the bare value of the only exit, and an action with its value for several', () => {
  expectTypeOf<ResultOf<typeof expense>>().toEqualTypeOf<
    { readonly action: 'paid'; readonly value: string } | { readonly action: 'rejected'; readonly value: Decision }
  >();
  expectTypeOf<RoutesOf<typeof quoting>>().toEqualTypeOf<{ readonly next: Offer }>();
});

it('keeps the types of generic flows', () => {
  expectTypeOf(orderApproval).toEqualTypeOf<Flow<Order, { readonly ok: Order; readonly no: string }>>();
  expectTypeOf(approval<Doc>).returns.toEqualTypeOf<Flow<Doc, { readonly ok: Doc; readonly no: string }>>();
  expectTypeOf<InOf<typeof loggedOrders>>().toEqualTypeOf<Items<Order>>();
});

@Step()
class Seen<T> extends MachineStep<T, T, { seen: T }> {
  execute(value: T) {
    return value;
  }
}

@Step()
class Counted extends MachineStep<unknown, number, { seen: number; counted: boolean }> {
  execute() {
    return 1;
  }
}

it('puts the channels of all nodes into one table, also where their types are parameters', () => {
  const watched = <T>(name: string) => {
    const { to, wire } = flow(name).nodes({ seen: Seen<T>, counted: Counted, done: exit<number>() });
    return wire('seen', { seen: to.counted, counted: to.done });
  };
  const watching = watched<Order>('watching');
  expectTypeOf(watching).toEqualTypeOf<
    Flow<Order, { readonly next: number }, { readonly seen: Order | number; readonly counted: boolean }>
  >();
});

it('knows what a step class takes, gives and emits', () => {
  expectTypeOf<InOf<typeof Think>>().toEqualTypeOf<Chat>();
  expectTypeOf<RoutesOf<typeof Think>>().toEqualTypeOf<{ tools: Asked; done: string }>();
  expectTypeOf<OutputsOf<typeof Think>>().toEqualTypeOf<{ token: string }>();
  expectTypeOf<ResultOf<typeof Spell>>().toBeString();
  expectTypeOf<OutputsOf<typeof Spell>>().toEqualTypeOf<{ chunk: string }>();
  expectTypeOf<RoutesOf<typeof Approve>>().toEqualTypeOf<{ approved: Decision; rejected: Decision }>();
});

it('knows what the combinators make of their parts', () => {
  const load = node(LoadFile, { timeout: '1s' });
  expectTypeOf(load).toEqualTypeOf<Composite<SourceFile, { readonly next: Loaded }>>();

  const stopping = each(load);
  expectTypeOf<InOf<typeof stopping>>().toEqualTypeOf<Items<SourceFile>>();
  expectTypeOf<ResultOf<typeof stopping>>().toEqualTypeOf<readonly Loaded[]>();
  const collecting = each(load, { onError: 'collect' });
  expectTypeOf<ResultOf<typeof collecting>>().toEqualTypeOf<readonly Settled<SourceFile, Loaded>[]>();
  const twoAtOnce = each(load, { concurrency: 2, isolated: true });
  expectTypeOf<ResultOf<typeof twoAtOnce>>().toEqualTypeOf<readonly Loaded[]>();

  const both = all({ think: Think, tool: RunTool });
  expectTypeOf<InOf<typeof both>>().toEqualTypeOf<Chat & Call>();
  expectTypeOf<ResultOf<typeof both>['tool']>().toEqualTypeOf<Message>();
  expectTypeOf<ResultOf<typeof both>['think']>().toEqualTypeOf<ResultOf<typeof Think>>();
  expectTypeOf<OutputsOf<typeof both>>().toEqualTypeOf<{ token: string } | object>();
  const early = all({ tool: RunTool }, { until: (done) => done.tool?.text === 'enough' });
  expectTypeOf<ResultOf<typeof early>['tool']>().toEqualTypeOf<Message | undefined>();

  const first = any({ file: load, nap: sleep('1s') });
  expectTypeOf<RoutesOf<typeof first>['file']>().toEqualTypeOf<Loaded>();
  expectTypeOf<RoutesOf<typeof first>['nap']>().toBeUndefined();
  const fastest = race({ think: Think });
  expectTypeOf<RoutesOf<typeof fastest>['think']>().toEqualTypeOf<ResultOf<typeof Think>>();
  const settled = settle({ file: load });
  expectTypeOf<ResultOf<typeof settled>['file']>().toEqualTypeOf<Settled<SourceFile, Loaded>>();

  const limited = within(Think, '1m');
  expectTypeOf<keyof RoutesOf<typeof limited>>().toEqualTypeOf<'tools' | 'done' | 'overdue'>();
  expectTypeOf<RoutesOf<typeof limited>['overdue']>().toEqualTypeOf<Chat>();
  const rounds = repeat(oneRound, { max: 3 });
  expectTypeOf<keyof RoutesOf<typeof rounds>>().toEqualTypeOf<'done' | 'exhausted'>();

  const row = pipe(
    fn('find', (text: string): SourceFile => ({ path: text })),
    load,
    fn('rows', (x: Loaded) => x.rows),
  );
  expectTypeOf<InOf<typeof row>>().toBeString();
  expectTypeOf<ResultOf<typeof row>>().toBeNumber();
  expectTypeOf(flowOf('rows', row)).toEqualTypeOf<Flow<string, { readonly next: number }>>();

  const walk = ref<SourceFile, { readonly next: number }>('count-rows');
  expectTypeOf<InOf<typeof walk>>().toEqualTypeOf<SourceFile>();
  expectTypeOf<ResultOf<typeof walk>>().toBeNumber();

  const made = [stopping, collecting, twoAtOnce, both, early, first, fastest, settled, limited, rounds, row, walk];
  expect(made.map(({ kind }) => kind).join(' ')).toBe('each each each all all any race settle within repeat pipe ref');
});

it('knows handles and references', () => {
  const draft = flow('draft', { input: undefined }).nodes({ think: Think, tool: RunTool, done: exit<string>() });
  expectTypeOf(draft.out.think.done).toEqualTypeOf<Reference<string>>();
  expectTypeOf(draft.out.tool).toEqualTypeOf<Reference<Message>>();
  expectTypeOf(draft.maybe.tool).toEqualTypeOf<Reference<Message | undefined>>();
  expectTypeOf(draft.input).toEqualTypeOf<Reference<unknown>>();
});

it('takes tables that are put together at run time', () => {
  const shops = ['north', 'south'];
  const branches = Object.fromEntries(shops.map((shop) => [shop, fn(shop, (): number => shop.length)]));
  const joined = all(branches);
  expectTypeOf<ResultOf<typeof joined>>().toEqualTypeOf<Readonly<Record<string, number>>>();
  const table: NodeTable = { ...branches, done: exit<number>() };
  expectTypeOf(flow('shops').nodes(table).to).toEqualTypeOf<Readonly<Record<string, Handle<never>>>>();
  expect(joined.kind).toBe('all');
});

it('knows the schemas of zod and valibot', () => {
  const zod = flow('zod', { input: z.object({ path: z.string().trim(), size: z.string().transform(Number) }) });
  const one = zod.nodes({ load: LoadFile, done: exit<Loaded>() });
  expectTypeOf(one.input).toEqualTypeOf<Reference<{ path: string; size: number }>>();
  expectTypeOf<InOf<ReturnType<typeof one.wire>>>().toEqualTypeOf<{ path: string; size: string }>();
  const valibot = flow('valibot', {
    input: v.pipe(
      v.string(),
      v.transform((text) => ({ path: text })),
    ),
  });
  const two = valibot.nodes({ load: LoadFile, done: exit<Loaded>() });
  expectTypeOf(two.input).toEqualTypeOf<Reference<{ path: string }>>();
  expectTypeOf(two.wire('load', { load: two.to.done })).toEqualTypeOf<Flow<string, { readonly next: Loaded }>>();
});

it('takes what a schema is given and works with what it makes of it', () => {
  const schema: StandardSchema<string, SourceFile> = {
    '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: { path: String(value) } }) },
  };
  const draft = flow('schema', { input: schema }).nodes({ load: LoadFile, done: exit<Loaded>() });
  const loading = draft.wire('load', { load: draft.to.done });
  expectTypeOf(loading).toEqualTypeOf<Flow<string, { readonly next: Loaded }>>();
  expectTypeOf(draft.input).toEqualTypeOf<Reference<SourceFile>>();
});
