import { testFlow } from 'millrace/testing';
import { ran, registerMatchers } from 'millrace/testing/matchers';
import { conversation, Talk } from './flow';

// Neither Jest nor Vitest is there, but something that can be extended like them.
export async function matches(expect: { extend(matchers: Record<string, unknown>): void }): Promise<boolean> {
  registerMatchers(expect);
  return ran(Talk).asymmetricMatch(await testFlow(conversation, { input: 'x' }));
}
