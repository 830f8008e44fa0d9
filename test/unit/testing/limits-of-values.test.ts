import { all, flowOf, fn, pipe } from 'millrace';
import { createTestEngine, testFlow } from 'millrace/testing';

const MEBIBYTE = 1_048_576;

const text = (length: number) => fn('text', () => 'x'.repeat(length));
const long = flowOf('long', text(MEBIBYTE + 1));
const pair = flowOf('pair', pipe(all({ a: text(MEBIBYTE / 2 + 1000), b: text(MEBIBYTE / 2 + 1000) }), text(1)));

describe('a test', () => {
  it('refuses a value that a storage would refuse', async () => {
    const { outcome } = await testFlow(long, { input: undefined });
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'PAYLOAD_TOO_LARGE' } });
    const engine = createTestEngine({ flows: [long] });
    await expect(engine.run(long, undefined)).rejects.toMatchObject({ failure: { code: 'PAYLOAD_TOO_LARGE' } });
    await engine.stop();
  });

  it('takes a join that is longer', async () => {
    await expect(testFlow(pair, { input: undefined })).resolves.toMatchObject({ result: 'x' });
  });

  it('takes every value with a higher limit, or without the copies of a storage', async () => {
    for (const options of [{ maxPayload: 2 * MEBIBYTE }, { strict: false }])
      expect((await testFlow(long, { input: undefined, ...options })).outcome.status).toBe('completed');
  });
});
