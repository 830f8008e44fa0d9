import { format, inspect } from 'node:util';
import { Secret } from 'millrace/storage';
import { copyThrough, decode, encode } from '../../../../src/storage/codec';

const secret = new Secret('hush, hush');

describe('a secret', () => {
  it('shows itself to whoever asks for it, and to nobody else', () => {
    expect(secret.reveal()).toBe('hush, hush');
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ secret }), format('%s %o', secret, secret)];
    for (const text of [...shown, JSON.stringify(Object.entries(secret)), inspect(secret, { showHidden: true })])
      expect(text).not.toContain('hush, hush');
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  });

  it('is refused by a codec that does not encrypt, with its path', () => {
    expect(() => encode({ login: { token: secret } })).toThrow(
      expect.objectContaining({ code: 'NOT_SERIALISABLE', details: { path: 'login.token' } }) as Error,
    );
  });

  it('comes back as a secret from one that may keep secrets', () => {
    const back = copyThrough({ a: [secret], b: new Secret({ at: new Date(5) }) }, { secrets: true });
    const { a, b } = back as { readonly a: readonly Secret<string>[]; readonly b: Secret<{ readonly at: Date }> };
    expect([a[0]?.reveal(), b.reveal()]).toEqual(['hush, hush', { at: new Date(5) }]);
    expect(Secret.is(decode(encode(secret, { secrets: true })))).toBe(true);
    expect([Secret.is('hush, hush'), Secret.is(null), Secret.is({})]).toEqual([false, false, false]);
  });
});
