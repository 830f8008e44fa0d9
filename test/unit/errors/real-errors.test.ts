import { readFile, writeFile } from 'node:fs/promises';
import { createServer, get, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import axios, { AxiosHeaders } from 'axios';
import { isRetryableError, toFailure } from 'millrace';
import { retryAfterOf } from 'millrace/resilience';
import { Agent, interceptors, request } from 'undici';

// Errors as clients really throw them, against servers of this process.

const NOW = Date.UTC(2026, 0, 1, 12);
const httpDate = (ms: number) => new Date(ms).toUTCString();

const answers: Readonly<Record<string, RequestListener>> = {
  '/reset': ({ socket }) => {
    socket.resetAndDestroy();
  },
  '/hangup': ({ socket }) => {
    socket.destroy();
  },
  '/half': ({ socket }, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half', () => {
      socket.destroy();
    });
  },
  '/silent': () => undefined,
  '/nonsense': ({ socket }) => {
    socket.end('this is not HTTP\r\n\r\n');
  },
  '/round': (_, response) => {
    response.writeHead(302, { location: '/round' }).end();
  },
  '/wait/seconds': (_, response) => {
    response.writeHead(429, { 'Retry-After': '7' }).end();
  },
  '/wait/milliseconds': (_, response) => {
    response.writeHead(503, { 'retry-after-ms': '250', 'retry-after': '1' }).end();
  },
  '/wait/date': (_, response) => {
    response.sendDate = false;
    response.writeHead(503, { date: httpDate(NOW), 'retry-after': httpDate(NOW + 90_000) }).end();
  },
};

let server: Server;
let base: string;
/** An address at which nobody listens any more. */
let nobody: string;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    const path = incoming.url ?? '';
    const answer = answers[path];
    if (answer) answer(incoming, response);
    else response.writeHead(Number(path.slice(1))).end('{}');
  });
  base = await listening(server);
  const gone = createServer();
  nobody = await listening(gone);
  await new Promise((done) => gone.close(done));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function listening(one: Server): Promise<string> {
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** One connection for each request, so that no test sees what another did to the socket. */
const agent = () => new Agent({ pipelining: 0 });
const short = () => AbortSignal.timeout(20);
const aborted = () => AbortSignal.abort();

type Call = (url: string) => Promise<unknown>;
const withFetch: Call = async (url) => (await fetch(url, { headers: { connection: 'close' } })).text();
const thrownResponse: Call = async (url) => {
  throw await fetch(url);
};
const withUndici: Call = async (url) => (await request(url, { dispatcher: agent() })).body.text();
const undiciThatThrows: Call = (url) => request(url, { dispatcher: agent().compose(interceptors.responseError()) });
const withAxios: Call = (url) => axios.get(url);
const withNode: Call = (url) =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response
        .on('data', () => undefined)
        .on('end', resolve)
        .on('error', reject);
    }).on('error', reject);
  });

describe('an error of a real connection', () => {
  const broken = ['/reset', '/hangup', '/half', '/nonsense'];
  const cases = (
    [
      ['fetch', withFetch],
      ['undici', withUndici],
      ['axios', withAxios],
      ['node:http', withNode],
    ] as const
  ).flatMap(([client, call]) => broken.map((path) => [client, path, call] as const));

  it.each(cases)('is worth another attempt: %s, %s', async (_, path, call) => {
    const error = await thrownBy(() => call(base + path));
    expect([isRetryableError(error), toFailure(error)]).toEqual([true, expect.objectContaining({ retryable: true })]);
  });

  it.each([
    ['fetch', withFetch],
    ['undici', withUndici],
    ['axios', withAxios],
    ['node:http', withNode],
  ])('is worth another attempt: %s, refused', async (_, call) => {
    expect(isRetryableError(await thrownBy(() => call(nobody)))).toBe(true);
  });

  it('is worth another attempt: a refused socket', async () => {
    const error = await thrownBy(
      () => new Promise((_, reject) => connect(Number(new URL(nobody).port), '127.0.0.1').on('error', reject)),
    );
    expect(toFailure(error)).toMatchObject({ code: 'ECONNREFUSED', retryable: true });
  });

  it('is worth another attempt: a port that somebody else still has', async () => {
    const second = createTcpServer();
    const error = await thrownBy(
      () =>
        new Promise((_, reject) => {
          second.on('error', reject).listen(Number(new URL(base).port), '127.0.0.1');
        }),
    );
    expect(toFailure(error)).toMatchObject({ code: 'EADDRINUSE', retryable: true });
  });
});

describe('a request that took too long', () => {
  it.each<[string, () => unknown]>([
    ['fetch', () => fetch(`${base}/silent`, { signal: short() })],
    ['undici, by a signal', () => request(`${base}/silent`, { dispatcher: agent(), signal: short() })],
    ['undici, by its own limit', () => request(`${base}/silent`, { dispatcher: agent(), headersTimeout: 20 })],
    ['axios', () => axios.get(`${base}/silent`, { timeout: 20 })],
  ])('is worth another attempt: %s', async (_, call) => {
    expect(isRetryableError(await thrownBy(call))).toBe(true);
  });
});

describe('a request that was aborted', () => {
  it.each<[string, () => unknown]>([
    ['fetch', () => fetch(`${base}/silent`, { signal: aborted() })],
    ['undici', () => request(`${base}/silent`, { dispatcher: agent(), signal: aborted() })],
    ['axios', () => axios.get(`${base}/silent`, { signal: aborted() })],
  ])('is not worth another attempt: %s', async (_, call) => {
    expect(isRetryableError(await thrownBy(call))).toBe(false);
  });
});

describe('an answer with a status', () => {
  const cases = (
    [
      ['axios', withAxios],
      ['undici', undiciThatThrows],
      ['a thrown Response', thrownResponse],
    ] as const
  ).flatMap(([client, call]) =>
    (
      [
        [400, false],
        [401, false],
        [404, false],
        [408, true],
        [409, false],
        [422, false],
        [425, true],
        [429, true],
        [500, true],
        [502, true],
        [503, true],
      ] as const
    ).map(([status, retryable]) => [client, status, retryable, call] as const),
  );

  it.each(cases)('%s, %d: worth another attempt is %s', async (_, status, retryable, call) => {
    expect(isRetryableError(await thrownBy(() => call(`${base}/${status}`)))).toBe(retryable);
  });
});

describe('a call that was wrong', () => {
  it.each<[string, () => unknown]>([
    ['fetch of no URL', () => fetch('not a url')],
    ['fetch of an unknown protocol', () => fetch('gopher://127.0.0.1/')],
    ['fetch with a body where none may be', () => fetch(base, { method: 'GET', body: 'x' })],
    ['fetch of a header that cannot be', () => fetch(base, { headers: { 'a b': 'c' } })],
    ['undici of no URL', () => request('not a url')],
    ['undici with an argument that cannot be', () => request(base, { headersTimeout: -1 })],
    ['axios of an unknown protocol', () => axios.get('gopher://127.0.0.1/')],
    ['axios round and round', () => axios.get(`${base}/round`, { maxRedirects: 2 })],
    ['a URL', () => new URL('not a url')],
    ['a file that is not there', () => readFile('/no/such/file')],
    ['a folder as a file', () => writeFile('/', 'x')],
    ['an argument of another type', () => readFile(true as never)],
    ['JSON that is none', () => JSON.parse('{') as unknown],
    ['a value that cannot be cloned', () => structuredClone(() => undefined)],
  ])('is not worth another attempt: %s', async (_, call) => {
    expect(isRetryableError(await thrownBy(call))).toBe(false);
  });
});

describe('an answer that says when to come back', () => {
  it.each<[string, Call]>([
    ['axios', withAxios],
    ['undici', undiciThatThrows],
    ['a thrown Response', thrownResponse],
  ])('is heard: %s', async (_, call) => {
    const ask = async (path: string) => retryAfterOf(await thrownBy(() => call(base + path)));
    expect(await ask('/wait/seconds')).toBe(7000);
    expect(await ask('/wait/milliseconds')).toBe(250);
    // The server's own clock is what its date is meant by.
    expect(await ask('/wait/date')).toBe(90_000);
    expect(await ask('/503')).toBeUndefined();
  });
});

describe('retryAfterOf', () => {
  const header = (value: unknown, headers: object = {}) => ({ headers: { 'retry-after': value, ...headers } });

  it.each<[string, unknown, number | undefined]>([
    ['milliseconds', { retryAfterMs: 5 }, 5],
    ['seconds', { retryAfter: 1.5 }, 1500],
    ['seconds as a text', { retryAfter: '2' }, 2000],
    ['its own milliseconds before its seconds and its headers', { retryAfterMs: 1, retryAfter: 2, ...header(3) }, 1],
    ['its own seconds before its headers', { retryAfter: 2, ...header(3) }, 2000],
    ['a Headers', { headers: new Headers({ 'Retry-After': '4' }) }, 4000],
    ['a Map', { headers: new Map([['retry-after', '4']]) }, 4000],
    ['headers of axios', { response: { headers: new AxiosHeaders({ 'Retry-After': '4' }) } }, 4000],
    ['a header in any case', { headers: { 'RETRY-AFTER': '4' } }, 4000],
    ['a header that came twice', header(['4', '9']), 4000],
    ['the headers of the answer', { headers: {}, response: header('5') }, 5000],
    ['milliseconds of an unreadable size', { headers: { 'retry-after-ms': 'x', 'retry-after': '1' } }, 1000],
    ['a date', header(httpDate(NOW + 5000)), 5000],
    ['a date of its own', { retryAfter: httpDate(NOW + 5000) }, 5000],
    ['a date in the past', header(httpDate(NOW - 5000)), 0],
    ["a date by the server's clock", header(httpDate(5000), { date: httpDate(0) }), 5000],
    ['the form of RFC 850', header('Thursday, 01-Jan-26 12:00:05 GMT'), 5000],
    ['the form of asctime', header('Thu Jan  1 12:00:05 2026'), 5000],
    ['a hundred years at most', { retryAfter: Number.MAX_VALUE }, 3_155_760_000_000],
    ['nothing', {}, undefined],
    ['no object', 'retry-after: 5', undefined],
    ['a negative number', { retryAfter: -1 }, undefined],
    ['not a number', { retryAfterMs: Number.NaN }, undefined],
    ['a negative text', header('-1'), undefined],
    ['another text', header('soon'), undefined],
    ['a month that is none', header('Thu, 01 Foo 2026 12:00:05 GMT'), undefined],
    ['a date of another zone', header('Thu, 01 Jan 2026 12:00:05 CET'), undefined],
    ['headers that throw', { headers: { get: () => JSON.parse('{') as unknown } }, undefined],
    ['headers that are none', { headers: 5, response: { headers: 'x' } }, undefined],
  ])('reads %s', (_, error, expected) => {
    expect(retryAfterOf(error, NOW)).toBe(expected);
  });

  it('leaves a date alone that nothing says the beginning of', () => {
    expect(retryAfterOf(header(httpDate(NOW)))).toBeUndefined();
    expect(toFailure(header(httpDate(NOW + 1000)), NOW).retryAfterMs).toBe(1000);
    expect(toFailure(header(httpDate(NOW + 1000))).retryAfterMs).toBeUndefined();
  });
});
