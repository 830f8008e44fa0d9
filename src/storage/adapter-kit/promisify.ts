/** Wraps a synchronous function in one that returns a promise; an error that it throws becomes a rejection. */
export function promisify<Request, Answer>(work: (request: Request) => Answer): (request: Request) => Promise<Answer> {
  return (request) =>
    new Promise((resolve) => {
      resolve(work(request));
    });
}
