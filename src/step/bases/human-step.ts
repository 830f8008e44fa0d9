import type { StepContext } from '../context';
import { type Routed, type RoutedOf, route } from '../routed';
import type { TaskCompletion, TaskRequest } from '../task-request';
import { markBase } from './step-class';
import type { RoutesWithout, StepTypes, SystemAction } from './step-types';

/**
 * The base class of a step that a person performs. The run waits, without an owner, until the task is completed with a
 * `Form`. `@Step({ form })` declares the class or schema of a valid form.
 *
 * @example
 * @Step({ form: ReviewForm })
 * class Review extends HumanStep<Document, ReviewForm, { accepted: Document; refused: string }> {
 *   request(document: Document) {
 *     return { title: `Review ${document.title}`, candidateGroups: ['editors'], due: '3d' };
 *   }
 *
 *   complete({ ok, reason }: ReviewForm, document: Document) {
 *     return ok ? this.to('accepted', document) : this.to('refused', reason);
 *   }
 * }
 */
export abstract class HumanStep<In, Form, Routes extends object & RoutesWithout<SystemAction>, Params = undefined> {
  declare readonly '~types': StepTypes<In, Routes, object, Params, Form>;

  static {
    markBase(HumanStep, 'human');
  }

  /** Chooses an action and the value that it carries. */
  protected to<Action extends keyof Routes & string>(
    action: Action,
    value: Routes[Action],
  ): Routed<Action, Routes[Action]> {
    return route(action, value);
  }

  /** Describes the task. */
  abstract request(input: In, context: StepContext<object, Params>): TaskRequest | Promise<TaskRequest>;

  /** Runs before a completion is acknowledged. Returns the reason to reject the form, or nothing to accept it. */
  check?(form: Form, input: In, by: string): string | undefined | Promise<string | undefined>;

  /** Runs after the completion was acknowledged, with the usual retries, and chooses the action. */
  abstract complete(
    form: Form,
    input: In,
    context: StepContext<object, Params>,
    completion: TaskCompletion,
  ): RoutedOf<Routes> | Promise<RoutedOf<Routes>>;
}
