import { randomBytes } from 'node:crypto';
import { type BodyContext, classCodec, compression, encryption } from 'millrace/storage';
import { PayloadCodec } from '../../../../src/storage/payloads';
import { fc } from '../../../support/cases';
import { firstEncryption } from '../../../support/first-encryption';

const first = randomBytes(32);
const second = randomBytes(32);

describe('encryption', () => {
  it('gives back any text, and never writes it in the clear', () => {
    const codec = encryption({ keys: { a: first }, current: 'a' });
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme' }), (text) => {
        const written = codec.write(text);
        expect(codec.read(written)).toBe(text);
        expect(written).not.toContain(text);
        expect(codec.write(text)).not.toBe(written);
      }),
    );
  });

  it('reads what was written with an old key, and writes with the current one', () => {
    const before = encryption({ keys: { a: first.toString('base64') }, current: 'a' });
    const after = encryption({ keys: { a: first, b: second }, current: 'b' });
    expect(after.read(before.write('old'))).toBe('old');
    expect(after.write('new')).toMatch(/^aes:2:b:/);
    expect(() => before.read(after.write('new'))).toThrow(
      expect.objectContaining({ code: 'UNREADABLE', message: expect.stringContaining('key "b"') as string }) as Error,
    );
  });

  it('notices when a value, or the name of its key, was changed', () => {
    const codec = encryption({ keys: { a: first, b: first }, current: 'a' });
    const written = codec.write('text');
    const last = written.at(-3) === 'A' ? 'B' : 'A';
    const changed = `${written.slice(0, -3)}${last}${written.slice(-2)}`;
    for (const text of [changed, written.replace(':a:', ':b:'), 'aes:2:a:', 'aes:2:a:AAAA', 'aes:2', 'aes:3:a:AAAA'])
      expect(() => codec.read(text)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as Error);
  });

  it('binds a value to its run, its kind and its part', () => {
    const codec = encryption({ keys: { a: first }, current: 'a' });
    const place: BodyContext = { run: 'r-1', kind: 'entry', part: 3 };
    const written = codec.write('text', place);
    expect(codec.read(written, { ...place })).toBe('text');
    const others: readonly (BodyContext | undefined)[] = [
      { ...place, run: 'r-2' },
      { ...place, kind: 'record' },
      { ...place, part: 4 },
      { ...place, part: '3' },
      { run: 'r-1', kind: 'entry' },
      undefined,
    ];
    for (const other of others)
      expect(() => codec.read(written, other)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as Error);
  });

  it('reads what version 0.1.0 wrote, wherever it is', () => {
    const codec = encryption({ keys: { a: first }, current: 'a' });
    const old = firstEncryption('a', first).write('text');
    expect(old).toMatch(/^aes:1:a:/);
    expect(codec.read(old, { run: 'r-1', kind: 'start' })).toBe('text');
    for (const forged of [old.replace('aes:1', 'aes:2'), codec.write('text').replace('aes:2', 'aes:1')])
      expect(() => codec.read(forged)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as Error);
  });

  it('makes digests with a key, and with the key of an earlier one for comparison', () => {
    const { digest: older } = encryption({ keys: { a: first }, current: 'a' });
    const { digest: newer } = encryption({ keys: { a: first, b: second }, current: 'b' });
    const old = older?.('1234') ?? '';
    expect(old).toMatch(/^hmac:1:a:[0-9a-f]{64}$/);
    expect(newer?.('1234')).toMatch(/^hmac:1:b:[0-9a-f]{64}$/);
    expect(newer?.('1234', old)).toBe(old);
    expect(newer?.('1235', old)).not.toBe(old);
    for (const unknown of [newer?.('1234'), 'hmac:2:a:00', ''])
      expect(() => older?.('1234', unknown)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as Error);
  });

  it('refuses what is not encrypted, unless it is told that there may be such values', () => {
    expect(() => encryption({ keys: { a: first }, current: 'a' }).read('"plain"')).toThrow(/acceptPlain/);
    expect(encryption({ keys: { a: first }, current: 'a', acceptPlain: true }).read('"plain"')).toBe('"plain"');
  });

  it.each([
    ['keys', { keys: { a: randomBytes(16) }, current: 'a' }],
    ['keys', { keys: { a: 'short' }, current: 'a' }],
    ['keys', { keys: { 'a:b': first }, current: 'a:b' }],
    ['current', { keys: { a: first }, current: 'b' }],
    ['current', { keys: {}, current: 'b' }],
  ])('refuses %s that cannot be used', (option, options) => {
    expect(() => encryption(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', details: { option } }) as Error,
    );
  });
});

describe('compression', () => {
  it('gives back any text, shorter where it pays', () => {
    const codec = compression({ from: 0 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(codec.read(codec.write(text))).toBe(text);
        expect(codec.write(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
    expect(codec.write('x'.repeat(10_000)).length).toBeLessThan(200);
    expect(compression().write('x'.repeat(1000))).toBe('x'.repeat(1000));
  });

  it('says when a value was changed, and which options it takes', () => {
    expect(() => compression().read('deflate:AAAA')).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as Error);
    expect(() => compression({ level: 10 })).toThrow(/level/);
    expect(() => compression({ from: -1 })).toThrow(/from/);
  });
});

describe('several codecs', () => {
  it('are applied in their order, and taken back in the other', () => {
    const codecs = [compression({ from: 10 }), encryption({ keys: { a: first }, current: 'a' })];
    const payloads = new PayloadCodec({}, codecs);
    const value = { text: 'x'.repeat(5000), at: new Date(5) };
    const place = { run: 'r', kind: 'message' } as const;
    const body = payloads.encode(value, place);
    expect(body.length).toBeLessThan(400);
    expect(payloads.decode(body, place)).toEqual(value);
  });
});

describe('encryption and classCodec', () => {
  const right = { keys: { a: first }, current: 'a' };

  it.each([
    ['options', null],
    ['options', 'key'],
    ['keys', { ...right, keys: null }],
    ['keys', { ...right, keys: { a: null } }],
    ['keys', { ...right, keys: { a: 32 } }],
    ['keys', { ...right, keys: { a: { length: 32 } } }],
    ['keys', { ...right, keys: { ['x'.repeat(65)]: first } }],
    ['current', { keys: right.keys }],
    ['current', { ...right, current: Symbol('a') }],
    ['acceptPlain', { ...right, acceptPlain: 'yes' }],
  ])('encryption refuses %s: %p', (option, options) => {
    const refusal = { code: 'INVALID_OPTION', details: { option } };
    expect(() => encryption(options as never)).toThrow(expect.objectContaining(refusal) as Error);
  });

  const money = { name: 'money', is: () => false, encode: String, decode: String };

  it.each([
    ['options', null],
    ['options', 'money'],
    ['name', { ...money, name: '' }],
    ['name', { ...money, name: 7n }],
    ['is', { ...money, is: undefined }],
    ['encode', { ...money, encode: 'String' }],
    ['decode', { ...money, decode: null }],
  ])('classCodec refuses %s: %p', (option, options) => {
    const refusal = { code: 'INVALID_OPTION', details: { option } };
    expect(() => classCodec(options as never)).toThrow(expect.objectContaining(refusal) as Error);
  });
});
