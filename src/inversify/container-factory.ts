import { type Container, injectable } from 'inversify';
import type { RunContext, StepFactory } from '../engine';
import type { StepClass, StepScope } from '../step';
import { bindRunContext, resolveFor } from './current-run';
import { type Injector, injectorOf, type Token } from './injector';
import { isInjectable, unknownBaseConstructor, untypedParameters } from './inversify-metadata';

/** A container of inversify. */
export type StepContainer = Container;

/** Stands for a run while it is checked that a step can be made. */
const PROBE: RunContext = Object.freeze({
  runId: '',
  flow: '',
  version: '',
  correlationId: '',
  tags: Object.freeze([]),
});

/**
 * Makes steps with a container, which resolves their constructor parameters. A step that the container does not know is
 * bound to itself; how long an instance lives is up to `@Step({ scope })`, not to the container.
 */
export function containerFactory(container: StepContainer): StepFactory {
  bindRunContext(
    (token, options) => container.isBound(token, options),
    (token) => container.bind(token),
  );
  return injectorFactory(injectorOf(container));
}

/** The same over the part of a container that is used. */
export function injectorFactory(injector: Injector): StepFactory {
  const singletons = new Map<Token, object>();
  return Object.freeze({
    check: (step: StepClass, scope: StepScope) => {
      const token = tokenOf(step);
      prepare(injector, token);
      if (scope === 'singleton') singletons.set(token, resolveFor(undefined, () => injector.get(token)).value);
      else checkShortLived(injector, token);
    },
    create: (step: StepClass, run: RunContext | undefined) => {
      const token = tokenOf(step);
      const checked = run ? undefined : singletons.get(token);
      return checked ?? resolveFor(run, () => injector.get(token)).value;
    },
  });
}

function tokenOf(step: StepClass): Token {
  return step as unknown as Token;
}

/** `@Step` does not know the container, so the class may lack its mark. Marking a class twice is an error there. */
function prepare(injector: Injector, token: Token): void {
  const untyped = untypedParameters(token);
  if (untyped > 0) {
    throw new Error(
      `the compiler emitted no types for ${untyped} of its ${token.length} constructor parameter(s), so the container cannot know what to inject; turn on emitDecoratorMetadata (tsc, ts-node, swc) and import 'reflect-metadata' before your classes, or write @inject(TOKEN) on each parameter (esbuild, tsx, vitest)`,
    );
  }
  const base = unknownBaseConstructor(token);
  if (base !== undefined) {
    throw new Error(
      `it inherits the constructor of ${base}, whose parameters the container would leave undefined; repeat the constructor, or add @injectFromBase() of inversify`,
    );
  }
  if (!isInjectable(token)) injectable()(token);
  if (!injector.isBound(token)) injector.bind(token);
}

/** What lives as long as a run must not be, or hang on, something that lives longer. */
function checkShortLived(injector: Injector, token: Token): void {
  const first = resolveFor(PROBE, () => injector.get(token));
  const second = resolveFor(PROBE, () => injector.get(token));
  // A replacement bound as a constant, such as a test's mock, is the user's own decision.
  if (first.value === second.value && first.value.constructor === token) {
    throw new Error(
      'the container gives the same instance every time; bind the step in transient scope, or not at all, and let @Step({ scope }) decide',
    );
  }
  if (second.asked < first.asked) {
    throw new Error(
      'a singleton that it depends on injects RunContext and would keep the first run for ever; bind that dependency in transient scope',
    );
  }
}
