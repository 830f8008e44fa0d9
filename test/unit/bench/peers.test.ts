import { cases } from '../../../bench/peers/cases';
import type { PeerResult } from '../../../bench/peers/peer-case';
import { peerOptions } from '../../../bench/peers/peer-options';
import { nameOf, peerRow } from '../../../bench/peers/peer-row';
import { peerTables } from '../../../bench/peers/peer-tables';

describe('options of the comparison with peers', () => {
  it('ask for every case with every peer', () => {
    const { pairings, json, child } = peerOptions([], cases);
    expect(pairings).toHaveLength(cases.reduce((sum, one) => sum + one.peers.length, 0));
    expect({ json, child }).toEqual({ json: false, child: undefined });
  });

  it('select peers and cases, in the order of the report', () => {
    const { pairings } = peerOptions(['--peers', 'langgraph, RXJS', '--cases', 'durable,chain'], cases);
    expect(pairings.map(nameOf)).toEqual(['langgraph:chain', 'rxjs:chain', 'langgraph:durable']);
  });

  it('name what there is when something is unknown', () => {
    expect(() => peerOptions(['--peers', 'temporal'], cases)).toThrow(
      '--peers: unknown: temporal; there are plain, effect',
    );
    expect(() => peerOptions(['--cases', 'loops'], cases)).toThrow('--cases: unknown: loops; there are chain, fan-out');
  });
});

describe('a row of a peer', () => {
  it('is found by the name of its pairing', () => {
    expect(peerRow(nameOf({ peer: 'plain', case: 'chain' })).name).toBe('plain:chain');
    expect(() => peerRow('dbos:chain')).toThrow('nothing to measure by the name of dbos:chain');
  });
});

describe('the tables of the comparison with peers', () => {
  const ofChain = { case: 'chain', size: 10, unit: 'µs a run' };
  const ofFlows = { case: 'durable', size: 16, unit: 'flows a second' };
  const results: readonly PeerResult[] = [
    { peer: 'effect', ...ofChain, millrace: 1.5, theirs: 3, ratio: 2 },
    { peer: 'rxjs', ...ofChain, millrace: 2.5, theirs: 5, ratio: 2 },
    { peer: 'rxjs', ...ofChain, size: 1000, millrace: 80, theirs: 400, ratio: 5 },
    { peer: 'dbos', ...ofFlows, millrace: 600, theirs: 60, ratio: 10 },
  ];

  it('have a line for each size, and what was not measured is left out', () => {
    expect(peerTables(results).split('\n')).toEqual([
      'in process               millrace  effect     rxjs',
      'chain of 10, µs a run           2   3 (2)    5 (2)',
      'chain of 1000, µs a run        80       –  400 (5)',
      '',
      'flows of ten steps a second  at once  millrace  peer  millrace / peer',
      'dbos on PostgreSQL                16       600    60               10',
    ]);
  });

  it('are left out when there is nothing for them', () => {
    expect(peerTables(results.slice(3))).not.toContain('in process');
    expect(peerTables(results.slice(0, 1))).not.toContain('flows of ten steps');
  });
});
