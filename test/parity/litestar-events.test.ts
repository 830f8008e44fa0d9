import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Container, inject, injectable } from 'inversify';
import {
  type ContextOf,
  type EngineEvent,
  exit,
  flow,
  fn,
  HumanStep,
  MachineStep,
  type RunEvent,
  type Skipped,
  Step,
  unchecked,
} from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { ofType } from '../support/events-of';

// The events and the notifications of litestar-workflows, written with Millrace; a test or more for each row of a list of
// its features. "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/litestar-workflows.md
// says why.

@Step({ form: unchecked<boolean>() })
class Approve extends HumanStep<number, boolean, { yes: number; no: number }> {
  request(amount: number) {
    return { title: `Approve ${amount} €`, description: 'over the limit', assignee: 'ann', due: '2d' } as const;
  }
  complete(yes: boolean, amount: number) {
    return this.to(yes ? 'yes' : 'no', amount);
  }
}

@Step({ retry: { maxAttempts: 2, initial: '1s', jitter: false } })
class Pay extends MachineStep<number, string> {
  override skip(amount: number): Skipped<string> | undefined {
    return amount === 0 ? { instead: 'nothing to pay' } : undefined;
  }
  execute(amount: number): string {
    if (amount > 1000) throw new RangeError('the bank refuses');
    return `paid ${amount}`;
  }
}

const draft = flow('payment', { version: '1.2.0' }).nodes({
  approve: Approve,
  pay: Pay,
  paid: exit<string>(),
  refused: exit<number>(),
});
const payment = draft.wire('approve', {
  approve: { yes: draft.to.pay, no: draft.to.refused },
  pay: draft.to.paid,
});

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine({ flows: [payment], authorize: () => true });
});
afterEach(() => engine.stop({ graceMs: 0 }));

/** A payment that waits for its approval, with the id of the task. */
async function waiting(amount: number) {
  const run = await engine.start(payment, amount, { tags: ['user:eve', 'tenant:acme'] });
  await engine.settle();
  return { run, task: `${run.id}:approve#1` };
}

describe('2.11 events of a run', () => {
  it('2.11 are handled by their kind; all of them name flow and run, and the one of a task its title', async () => {
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    // #region handler
    const notify = (event: EngineEvent | RunEvent) => {
      switch (event.type) {
        case 'run.started':
          say(`${event.flow} started with ${JSON.stringify(event.data.input)}`);
          return;
        case 'run.completed':
          say(`${event.flow} completed by ${event.data.action}`);
          return;
        case 'run.failed':
          say(`ALERT: ${event.flow} failed: ${event.data.failure.message}`);
          return;
        case 'task.created':
          say(`to ${event.data.request.assignee ?? ''}: ${event.data.request.title}`);
          return;
        default:
      }
    };
    engine.events$.subscribe(notify);
    // #endregion handler
    const good = await waiting(30);
    await engine.tasks.complete(good.task, { by: 'ann', form: true });
    await good.run.result();
    const bad = await waiting(3000);
    await engine.tasks.complete(bad.task, { by: 'ann', form: true });
    await engine.advance(1000);
    await expect(bad.run.result()).rejects.toThrow('the bank refuses');
    expect(said).toEqual([
      'payment started with 30',
      'to ann: Approve 30 €',
      'payment completed by paid',
      'payment started with 3000',
      'to ann: Approve 3000 €',
      'ALERT: payment failed: the bank refuses',
    ]);
  });

  it('2.11 carry run and time (otherwise: they are data, numbered without a gap, and told apart by `type`)', async () => {
    const { run, task } = await waiting(30);
    const begin = engine.clock.now();
    await engine.advance(700);
    await engine.tasks.complete(task, { by: 'ann', form: true });
    await run.result();
    const events = engine.trace(run).events;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([run.id]));
    expect([...new Set(events.map(({ at }) => at))]).toEqual([begin, begin + 700]);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  });
});

describe('2.12 what the events carry', () => {
  it('2.12 a start: flow, version, input, and who started it for whom', async () => {
    const { run } = await waiting(30);
    await run.cancel({ reason: 'not needed', compensate: false });
    const events = engine.trace(run).events;
    expect(ofType(events, 'run.started')).toMatchObject([
      { flow: 'payment', version: '1.2.0', data: { input: 30, tags: ['user:eve', 'tenant:acme'] } },
    ]);
    expect(ofType(events, 'run.cancelled')).toMatchObject([{ data: { reason: 'not needed' } }]);
  });

  it('2.12 a completion: where the run ended; how long it took is the difference of two events', async () => {
    const { run, task } = await waiting(30);
    await engine.advance(5000);
    await engine.tasks.complete(task, { by: 'ann', form: true });
    await run.result();
    const events = engine.trace(run).events;
    const [started] = ofType(events, 'run.started');
    const [completed] = ofType(events, 'run.completed');
    expect(completed?.data).toEqual({ action: 'paid', value: 'paid 30' });
    expect((completed?.at ?? 0) - (started?.at ?? 0)).toBe(5000);
  });

  it('2.12 a failure: what, where, its type, and how often it was tried', async () => {
    const { run, task } = await waiting(3000);
    await engine.tasks.complete(task, { by: 'ann', form: true });
    await engine.advance(1000);
    await expect(run.result()).rejects.toThrow();
    const events = engine.trace(run).events;
    const failure = { name: 'RangeError', message: 'the bank refuses' };
    expect(ofType(events, 'step.started').map(({ node, attempt }) => [node, attempt])).toEqual([
      ['approve', 1],
      ['pay', 1],
      ['pay', 2],
    ]);
    expect(ofType(events, 'step.retrying')).toMatchObject([{ node: 'pay', attempt: 1, data: { failure } }]);
    expect(ofType(events, 'step.failed')).toMatchObject([{ node: 'pay', attempt: 2, data: { failure } }]);
    expect(ofType(events, 'run.failed')).toMatchObject([{ data: { failure, path: 'pay#1' } }]);
  });

  it('2.12 a pause, with its reason, and the way on', async () => {
    const { run, task } = await waiting(30);
    await run.pause({ reason: 'maintenance' });
    await engine.tasks.complete(task, { by: 'ann', form: true });
    await engine.settle();
    expect(await run.status()).toBe('paused');
    await run.resume();
    await run.result();
    const events = engine.trace(run).events;
    expect(ofType(events, 'run.paused')).toMatchObject([{ data: { reason: 'maintenance' } }]);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('run.'))).toEqual([
      'run.started',
      'run.waiting',
      'run.paused',
      'run.resumed',
      'run.completed',
    ]);
    expect(types.indexOf('task.completed')).toBeLessThan(types.indexOf('run.resumed'));
  });

  it('2.12 a step: that it was completed, with what it gave, or skipped', async () => {
    const { run, task } = await waiting(30);
    await engine.tasks.complete(task, { by: 'ann', form: true });
    await run.result();
    const completed = ofType(engine.trace(run).events, 'step.completed');
    expect(completed.map(({ node, data }) => [node, data])).toEqual([
      ['approve', { action: 'yes', value: 30 }],
      ['pay', { action: 'next', value: 'paid 30' }],
    ]);
    const free = await waiting(0);
    await engine.tasks.complete(free.task, { by: 'ann', form: true });
    await free.run.result();
    expect(ofType(engine.trace(free.run).events, 'step.skipped')).toMatchObject([
      { node: 'pay', data: { value: 'nothing to pay' } },
    ]);
  });

  it('2.12 a task: for whom, what, by when; who has done it, with which form and comment; to whom it was given and why', async () => {
    const { run, task } = await waiting(30);
    const dueAt = engine.clock.now() + 2 * 86_400_000;
    await engine.tasks.reassign(task, { by: 'ann', to: 'bob', reason: 'holidays' });
    await engine.tasks.complete(task, { by: 'bob', form: true, comment: 'fine' });
    await run.result();
    const events = engine.trace(run).events;
    expect(ofType(events, 'task.created')).toMatchObject([
      {
        node: 'approve',
        path: 'approve#1',
        data: { request: { assignee: 'ann', title: 'Approve 30 €', description: 'over the limit', dueAt } },
      },
    ]);
    expect(ofType(events, 'task.reassigned')).toMatchObject([{ data: { by: 'ann', to: 'bob', reason: 'holidays' } }]);
    expect(ofType(events, 'task.completed')).toMatchObject([{ data: { by: 'bob', form: true, comment: 'fine' } }]);
  });
});

describe('2.13 events of an engine', () => {
  it('2.13 tell of all runs: started, waiting with the step, completed, failed, cancelled with the reason', async () => {
    const told: RunEvent[] = [];
    engine.events$.subscribe((event) => {
      if ('seq' in event && event.type.startsWith('run.')) told.push(event);
    });
    const runs = [await waiting(1), await waiting(3000), await waiting(3)];
    const waits = (await engine.list({ status: 'waiting' })).items;
    expect(waits.map(({ at }) => at)).toEqual([['approve#1'], ['approve#1'], ['approve#1']]);
    const [first, second, third] = runs.map(({ run }) => run.id);
    await engine.tasks.complete(`${first ?? ''}:approve#1`, { by: 'ann', form: true });
    await engine.tasks.complete(`${second ?? ''}:approve#1`, { by: 'ann', form: true });
    await engine.advance(1000);
    await runs[2]?.run.cancel({ reason: 'too late' });
    await engine.settle();
    const of = (id: string | undefined) => told.filter(({ runId }) => runId === id).map(({ type }) => type);
    expect([of(first), of(second), of(third)]).toEqual([
      ['run.started', 'run.waiting', 'run.resumed', 'run.completed'],
      ['run.started', 'run.waiting', 'run.resumed', 'run.failed'],
      ['run.started', 'run.waiting', 'run.cancelled'],
    ]);
    expect(ofType(told, 'run.cancelled')).toMatchObject([{ data: { reason: 'too late' } }]);
  });

  it('2.13 (otherwise: there is one set of events, for the engine and for each run, and the same text is in `type`)', async () => {
    const all: unknown[] = [];
    engine.events$.subscribe((event) => {
      if ('seq' in event) all.push(event);
    });
    const { run, task } = await waiting(30);
    await engine.tasks.complete(task, { by: 'ann', form: false });
    await run.result();
    expect(all).toEqual(engine.trace(run).events);
    expect(all).toContainEqual(expect.objectContaining({ type: 'run.completed', seq: all.length }));
  });
});

describe('2.14 notifications', () => {
  let server: Server;
  let url: string;
  let posted: Record<string, unknown>[];
  let status: number;
  beforeEach(async () => {
    posted = [];
    status = 200;
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        posted.push(JSON.parse(body) as Record<string, unknown>);
        response.writeHead(status).end();
        server.emit('posted');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  @injectable()
  class Chat {
    constructor(
      readonly webhook: string,
      readonly channel = '#workflows',
    ) {}

    async post(text: string, more: object = {}): Promise<boolean> {
      const body = JSON.stringify({ channel: this.channel, text, ...more });
      return (await fetch(this.webhook, { method: 'POST', body })).ok;
    }
  }

  // #region step
  @Step()
  class SendSlack extends MachineStep<string, { readonly sent: boolean }> {
    constructor(@inject(Chat) private readonly chat: Chat) {
      super();
    }
    async execute(state: string, ctx: ContextOf<this>) {
      return { sent: await this.chat.post(`${ctx.flow}: ${state}`, { blocks: [`Run: ${ctx.runId}`] }) };
    }
  }
  // #endregion step

  const slack = flow('expense').nodes({ send: SendSlack, done: exit<{ readonly sent: boolean }>() });
  const notify = slack.wire('send', { send: slack.to.done });

  it('2.14 a step posts channel, text and blocks with flow and run, and says whether that worked', async () => {
    const container = new Container();
    container.bind(Chat).toConstantValue(new Chat(url));
    const own = createTestEngine({ container, patience: '1m' });
    await expect(own.run(notify, 'approved', { id: 'r-1' })).resolves.toEqual({ sent: true });
    status = 503;
    await expect(own.run(notify, 'approved', { id: 'r-2' })).resolves.toEqual({ sent: false });
    expect(posted).toEqual(
      ['r-1', 'r-2'].map((id) => ({ channel: '#workflows', text: 'expense: approved', blocks: [`Run: ${id}`] })),
    );
    await own.stop();
  });

  it('2.14 mail without a recipient is not sent; subject and body have defaults', async () => {
    interface Mail {
      readonly to?: string;
      readonly subject?: string;
      readonly body?: string;
    }
    interface Sent {
      readonly sent: boolean;
      readonly recipient?: string;
      readonly reason?: string;
    }
    const outbox: Required<Mail>[] = [];
    @Step()
    class SendMail extends MachineStep<Mail, Sent> {
      override skip({ to }: Mail): Skipped<Sent> | undefined {
        return to ? undefined : { instead: { sent: false, reason: 'no_recipient' } };
      }
      execute({ to = '', subject = 'Workflow Notification', body = 'Your workflow has been updated.' }: Mail): Sent {
        outbox.push({ to, subject, body });
        return { sent: true, recipient: to };
      }
    }
    const mail = flow('mail').nodes({ send: SendMail, done: exit<Sent>() });
    const sendMail = mail.wire('send', { send: mail.to.done });
    await expect(engine.run(sendMail, {})).resolves.toEqual({ sent: false, reason: 'no_recipient' });
    await expect(engine.run(sendMail, { to: 'ann@example.com' })).resolves.toEqual({
      sent: true,
      recipient: 'ann@example.com',
    });
    expect(outbox).toEqual([
      { to: 'ann@example.com', subject: 'Workflow Notification', body: 'Your workflow has been updated.' },
    ]);
  });

  it('2.14 whoever listens to an engine posts of failures as urgent', async () => {
    const chat = new Chat(url);
    engine.events$.subscribe((event) => {
      if (event.type === 'run.failed')
        void chat.post(`ALERT: ${event.flow} failed: ${event.data.failure.message}`, { urgent: true });
    });
    const broken = fn('broken', (): string => {
      throw new Error('disk full');
    });
    const { to, wire } = flow('backup').nodes({ broken, done: exit<string>() });
    const heard = once(server, 'posted');
    await expect(engine.run(wire('broken', { broken: to.done }), null)).rejects.toThrow();
    await heard;
    expect(posted).toEqual([{ channel: '#workflows', text: 'ALERT: backup failed: disk full', urgent: true }]);
  });
});
