import { join } from 'node:path';
import { type AnyFlow } from 'millrace';
import { structuralHash } from 'millrace/flow/drawing';
import { type FlowDefinition, structuralHashOf } from '../../../src/flow';
import randomFlows from './golden/random-flows.json';
import sampleHashes from './golden/samples.json';

// Stored runs carry the structural hash of their flow, so a flow must have the same hash in every release. The tables in
// `golden` were written by the release that first stored one. A line of `samples.json` changes only with its sample; no
// line of `random-flows.json` ever does.

const samples = join(__dirname, '..', '..', '..', 'samples');

describe('the structural hash of flows whose runs are stored', () => {
  it.each(Object.entries(sampleHashes))('has not changed: %s', async (name, hash) => {
    const [file = '', exported = ''] = name.split('#');
    const { [exported]: flow } = (await import(join(samples, file))) as Readonly<Record<string, AnyFlow>>;
    expect(flow && structuralHash(flow)).toBe(hash);
  });

  it.each(randomFlows.map(({ hash, flow }) => [hash, flow] as const))('has not changed: %s', (hash, flow) => {
    expect(structuralHashOf(flow as unknown as FlowDefinition)).toBe(hash);
  });
});
