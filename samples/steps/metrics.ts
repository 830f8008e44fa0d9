import type { EngineEvent, RunEvent } from 'millrace';

// An engine publishes the events of all its runs, so a step need not be wrapped to be measured.

interface Figures {
  executions: number;
  successes: number;
  failures: number;
  fallbacks: number;
  totalMs: number;
}

/** Counts the attempts at each node: `engine.events$.subscribe((event) => metrics.observe(event))`. */
export class Metrics {
  private readonly begun = new Map<string, number>();
  private readonly byNode = new Map<string, Figures>();

  // #region observe
  observe(event: EngineEvent | RunEvent): void {
    switch (event.type) {
      case 'step.started':
        this.begun.set(`${event.runId} ${event.path}`, event.at);
        return;
      case 'step.completed':
        this.count(event, 'successes');
        return;
      case 'fallback.started':
        this.figures(event.node).fallbacks += 1;
        this.count(event, 'failures');
        return;
      case 'step.retrying':
      case 'step.failed':
        this.count(event, 'failures');
        return;
      case 'step.cancelled':
        this.begun.delete(`${event.runId} ${event.path}`);
        return;
      default:
    }
  }
  // #endregion observe

  of(node: string) {
    const { executions, successes, failures, fallbacks, totalMs } = this.figures(node);
    return {
      executions,
      successes,
      failures,
      fallbacks,
      averageMs: executions === 0 ? 0 : totalMs / executions,
      successRate: executions === 0 ? 0 : successes / executions,
    };
  }

  private count(event: Extract<RunEvent, { readonly path: string }>, outcome: 'successes' | 'failures'): void {
    const figures = this.figures(event.node);
    const key = `${event.runId} ${event.path}`;
    const begun = this.begun.get(key);
    // A step that completes with its fallback was counted when it failed.
    if (begun === undefined) return;
    this.begun.delete(key);
    figures.executions += 1;
    figures[outcome] += 1;
    figures.totalMs += event.at - begun;
  }

  private figures(node: string): Figures {
    const known = this.byNode.get(node) ?? { executions: 0, successes: 0, failures: 0, fallbacks: 0, totalMs: 0 };
    this.byNode.set(node, known);
    return known;
  }
}
