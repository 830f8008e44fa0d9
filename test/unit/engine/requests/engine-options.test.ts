import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { millraceModule } from 'millrace/inversify';
import { Resilience } from 'millrace/resilience';
import { memoryStorage } from 'millrace/storage';
import { oddValues } from '../../../support/odd-values';

const noCodec = { write: (text: string) => text };
const BAD: readonly (readonly [option: string, value: unknown])[] = [
  ['storage', ''],
  ['storage', 0],
  ['storage', false],
  ['storage', {}],
  ['storage', { ...memoryStorage(), releaseRuns: undefined }],
  ['storage', { ...memoryStorage(), documents: { ...memoryStorage().documents, due: undefined } }],
  ['flows', 'flow'],
  ['flows', {}],
  ['clock', {}],
  ['clock', { now: Date.now }],
  ['random', 0.5],
  ['classCodecs', 'money'],
  ['classCodecs', [{}]],
  ['transforms', noCodec],
  ['transforms', [noCodec]],
  ['transforms', 'gzip'],
  ['acceptChanges', 'orders'],
  ['acceptChanges', ['']],
  ['authorize', 'anybody'],
  ['resilience', {}],
  ['strict', 'yes'],
  ['compensateOnFailure', 0],
  ['retainedEvents', -1],
  ['retainedRuns', 1.5],
  ['maxRecoveries', '5'],
  ['maxPayload', 0],
  ['lease', 'soon'],
  ['retention', -1],
];

describe.each(BAD)('the option %s of an engine: %p', (option, value) => {
  const refusal = { code: 'INVALID_OPTION', details: { option } };

  it('is refused by its name, and nothing is bound', async () => {
    const container = new Container();
    await expect(createEngine({ container, [option]: value })).rejects.toMatchObject(refusal);
    expect(container.isBound(Resilience)).toBe(false);
  });

  it('is refused by millraceModule at once', () => {
    expect(() => millraceModule({ [option]: value })).toThrow(expect.objectContaining(refusal) as Error);
  });
});

describe.each(oddValues())('%s', (_, value) => {
  it.each([
    'storage',
    'clock',
    'classCodecs',
    'transforms',
    'acceptChanges',
    'resilience',
    'retainedEvents',
    'lease',
    'container',
  ])('is refused as %s in a short message', async (option) => {
    const error: unknown = await createEngine({ [option]: value }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', details: { option } });
    expect((error as Error).message.length).toBeLessThan(250);
  });
});

it.each([null, 'options', 7, []])('options that are %p are refused', async (options) => {
  const refusal = { code: 'INVALID_OPTION', details: { option: 'options' } };
  await expect(createEngine(options as never)).rejects.toMatchObject(refusal);
  expect(() => millraceModule(options as never)).toThrow(expect.objectContaining(refusal) as Error);
});

it.each([
  ['storage: expected a storage such as sqliteStorage({ file }), got ""', { storage: '' }],
  ['flows: expected a list of flows, such as [orders], got "flow"', { flows: 'flow' }],
  ['acceptChanges: expected a list of flow names, got "orders"', { acceptChanges: 'orders' }],
  [
    `random: expected a function that returns a number from 0 to 1, got "${'x'.repeat(60)}"…`,
    { random: 'x'.repeat(1e6) },
  ],
  ['flows: expected a list of flows, such as [orders], got an object', { flows: { secret: 'hunter2' } }],
  ['clock: expected a clock with now, monotonic and setTimer, got a list of 2', { clock: [1, 2] }],
  ['random: expected a function that returns a number from 0 to 1, got 7n', { random: 7n }],
])('the message says what was expected and what it got: %s', async (message, options) => {
  await expect(createEngine(options as never)).rejects.toThrow(message);
});
