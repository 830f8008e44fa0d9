import { Conditions } from '../../../../src/storage/adapter-kit';

describe('conditions', () => {
  let where: Conditions<string | number>;
  beforeEach(() => {
    where = new Conditions((position) => `$${position}`);
  });

  it('are empty at first', () => {
    expect([where.sql, where.values]).toEqual(['', []]);
  });

  it('bind their values in order', () => {
    where.add('a = ?', 1);
    where.addList('b in (*)', ['x', 'y']);
    where.add('(c = ? or d = ?)', 2, 3);
    where.add('e is null');
    expect(where.sql).toBe('where a = $1 and b in ($2, $3) and (c = $4 or d = $5) and e is null');
    expect([where.values, where.bind(9)]).toEqual([[1, 'x', 'y', 2, 3, 9], '$6']);
  });

  it('are left out for values that are not given', () => {
    where.add('a = ?', undefined);
    where.add('(b = ? or c = ?)', 1, undefined);
    where.addList('d in (*)', undefined);
    expect([where.sql, where.values]).toEqual(['', []]);
  });

  it('match nothing for an empty list', () => {
    where.addList('a in (*)', []);
    expect(where.sql).toBe('where a in (null)');
  });
});
