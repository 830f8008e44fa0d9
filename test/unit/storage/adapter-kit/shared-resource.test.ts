import { SharedResource } from 'millrace/storage';

describe('a shared resource', () => {
  let log: string[];
  let failure: Error | undefined;
  let shared: SharedResource<string>;
  beforeEach(() => {
    log = [];
    failure = undefined;
    shared = new SharedResource({
      storage: 'the file "a"',
      details: { file: 'a' },
      open: () => {
        log.push('open');
        return failure ? Promise.reject(failure) : Promise.resolve('content');
      },
      close: async (content) => {
        await Promise.resolve();
        log.push(`close ${content}`);
      },
    });
  });

  it('is opened by its first user and closed by its last', async () => {
    await Promise.all([shared.open(), shared.open()]);
    await shared.close();
    expect([shared.opened, log]).toEqual(['content', ['open']]);
    await shared.close();
    await shared.close();
    expect(log).toEqual(['open', 'close content']);
  });

  it('is closed before it is opened again', async () => {
    await shared.open();
    await Promise.all([shared.close(), shared.open()]);
    expect([shared.opened, log]).toEqual(['content', ['open', 'close content', 'open']]);
  });

  it('is refused while it is not open', () => {
    expect(() => shared.opened).toThrow('the file "a" is not open: call open() first');
  });

  it('can be opened after a failed close', async () => {
    const stuck = new SharedResource({
      storage: 'the file "a"',
      details: {},
      open: () => Promise.resolve('content'),
      close: () => Promise.reject(new Error('busy')),
    });
    await stuck.open();
    await expect(stuck.close()).rejects.toThrow('busy');
    await stuck.open();
    expect(stuck.opened).toBe('content');
  });

  it('can be opened after a failure', async () => {
    failure = new Error('locked');
    await expect(shared.open()).rejects.toBe(failure);
    failure = undefined;
    await shared.open();
    expect(shared.opened).toBe('content');
  });
});
