import type { Container, injectable as Injectable } from 'inversify';
import type { RunContext, StepFactory } from '../../engine';
import type { StepClass, StepScope } from '../../step';
import { bindRunContext, resolveFor } from './current-run';
import { type ClassToken, type Injector, injectorOf } from './injector';
import { loadInversify } from './inversify';
import { isInjectable, unknownBaseConstructor, untypedParameters } from './inversify-metadata';

/** An inversify container. */
export type StepContainer = Container;

/** A placeholder run for checking that the container can create a step. */
const PROBE: RunContext = Object.freeze({
  runId: '',
  flow: '',
  version: '',
  correlationId: '',
  tags: Object.freeze([]),
});

/**
 * Returns a factory that creates steps with a container, which resolves their constructor parameters. An unbound step
 * is bound to itself. `@Step({ scope })` determines the lifetime of an instance, not the container.
 */
export function containerFactory(container: StepContainer): StepFactory {
  bindRunContext(
    (token, options) => container.isBound(token, options),
    (token) => container.bind(token),
  );
  return injectorFactory(injectorOf(container));
}

/** Returns the factory of {@link containerFactory}, over the part of a container that Millrace uses. */
export function injectorFactory(injector: Injector): StepFactory {
  const { injectable } = loadInversify();
  const singletons = new Map<ClassToken, object>();
  return Object.freeze({
    check: (step: StepClass, scope: StepScope) => {
      const token = tokenOf(step);
      prepare(injector, token, injectable);
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

function tokenOf(step: StepClass): ClassToken {
  return step as unknown as ClassToken;
}

/** Marks a class as injectable, since `@Step` does not, and binds it. Inversify refuses to mark a class twice. */
function prepare(injector: Injector, token: ClassToken, injectable: typeof Injectable): void {
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

/** Checks that a step that lives as long as a run, and its dependencies on the run, do not live longer. */
function checkShortLived(injector: Injector, token: ClassToken): void {
  const first = resolveFor(PROBE, () => injector.get(token));
  const second = resolveFor(PROBE, () => injector.get(token));
  // A replacement bound as a constant, such as a mock, is allowed: its class is another one.
  if (first.value === second.value && first.value.constructor === token) {
    throw new Error(
      'the container returns the same instance every time; bind the step in transient scope or not at all, and use @Step({ scope })',
    );
  }
  if (second.requests < first.requests) {
    throw new Error(
      'a singleton that it depends on injects RunContext and would keep the first run forever; bind that dependency in transient scope',
    );
  }
}
