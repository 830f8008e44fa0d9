import { Consumer } from './consumer';

const consumer = new Consumer();

beforeAll(() => consumer.install());

afterAll(() => {
  consumer.remove();
});

function withPackages(...names: readonly string[]): void {
  beforeAll(() => {
    consumer.link(...names);
  });

  afterAll(() => {
    consumer.unlink(...names);
  });
}

describe('a project without Jest and Vitest', () => {
  it('compiles, the declarations of the package included', () => {
    expect(consumer.errorsIn('types-of-none.ts')).toEqual([]);
  });
});

describe('a project with the globals of Jest', () => {
  withPackages('@types/jest');

  it('knows the matchers and their types after one import', () => {
    expect(consumer.errorsIn('types-of-jest.ts', { types: ['jest'], skipLibCheck: true })).toEqual([]);
  });
});

describe('a project with @jest/globals', () => {
  withPackages('@jest/globals', 'expect');

  it('knows the matchers and their types', () => {
    expect(consumer.errorsIn('types-of-jest-globals.ts', { skipLibCheck: true })).toEqual([]);
  });
});

describe('a project with Vitest', () => {
  withPackages('vitest');

  it('knows the matchers and their types', () => {
    expect(consumer.errorsIn('types-of-vitest.ts', { skipLibCheck: true })).toEqual([]);
  });

  it('has the matchers after one import where there are globals', async () => {
    const report = await consumer.vitest('with-globals.spec.ts', '--globals');
    expect(report).toEqual({ passed: 2, failed: 0, said: [] });
  });

  it('has the matchers once they are registered where there are none', async () => {
    const report = await consumer.vitest('without-globals.spec.ts');
    expect(report).toEqual({ passed: 2, failed: 0, said: [] });
  });
});
