import { classCodec, copyThrough, decode, encode, UnknownInstance } from '../../../../src/storage/codec';

class Money {
  constructor(
    readonly cents: bigint,
    readonly since: Date,
  ) {}
}

const money = classCodec({
  name: 'money',
  is: (value) => value instanceof Money,
  encode: ({ cents, since }) => [cents, since],
  decode: (data) => {
    const [cents, since] = data as [bigint, Date];
    return new Money(cents, since);
  },
});

describe('classCodec', () => {
  it('stores instances inside anything, through other encoded values', () => {
    const value = { price: new Money(5n, new Date(9)), all: new Map([['a', [new Money(6n, new Date(0))]]]) };
    const back = copyThrough(value, { classCodecs: [money] });
    expect(back).toStrictEqual(value);
    expect(encode({ price: new Money(5n, new Date(9)) }, { classCodecs: [money] })).toContain('"$":"type","t":"money"');
  });

  it('says which codec is missing when reading', () => {
    const text = encode(new Money(1n, new Date(0)), { classCodecs: [money] });
    expect(() => decode(text)).toThrow(/instance of "money"/);
  });

  it('ends a codec that gives instances of its own class for ever', () => {
    const endless = classCodec({
      name: 'endless',
      is: (value) => value instanceof Money,
      encode: (one) => new Money(one.cents, one.since),
      decode: () => new Money(0n, new Date(0)),
    });
    expect(() => encode(new Money(1n, new Date(0)), { classCodecs: [endless] })).toThrow(
      expect.objectContaining({ code: 'NOT_SERIALISABLE' }),
    );
  });
});

describe('a stand-in for an instance of an unknown class', () => {
  it('is read where it is asked for, also inside another one, and written back as it was', () => {
    const text = encode({ list: [new Map([['a', new UnknownInstance('outer', { at: new Date(0) })]])] });
    expect(() => decode(text)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as Error);
    const read = decode(text, { unknownClasses: true });
    expect(read).toEqual({ list: [new Map([['a', new UnknownInstance('outer', { at: new Date(0) })]])] });
    expect(encode(read)).toBe(text);
    expect(JSON.stringify(new UnknownInstance('money', 5))).toBe('{"$class":"money","value":5}');
  });
});
