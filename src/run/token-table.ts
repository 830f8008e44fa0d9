import type { Token } from './token';

/** Below this many tokens that are gone, the list is not worth cleaning. */
const LEAST_GONE = 16;

/**
 * The live tokens of a run by id. Most runs have one, which then costs no list. Ids only grow, so a list in the order of
 * arrival is sorted; a token that is gone stays in it until it is cleaned, so that removing costs next to nothing.
 */
export class TokenTable {
  private only: Token | undefined = undefined;
  private more: Token[] | undefined = undefined;
  private gone = 0;

  get(id: number): Token | undefined {
    if (this.only?.id === id) return this.only;
    const token = this.more && this.find(this.more, id);
    return token?.status === 'gone' ? undefined : token;
  }

  add(token: Token): void {
    if (!this.only && !this.more) this.only = token;
    else {
      this.more ??= [];
      this.more.push(token);
    }
  }

  /** Takes out a token whose status is `gone`. */
  remove(token: Token): void {
    if (this.only === token) {
      this.only = undefined;
      return;
    }
    const { more } = this;
    if (!more) return;
    this.gone += 1;
    if (this.gone === more.length) this.more = undefined;
    else if (this.gone > LEAST_GONE && this.gone * 2 > more.length) this.more = more.filter(isLive);
    else return;
    this.gone = 0;
  }

  /** All tokens, in the order of their ids. */
  all(): readonly Token[] {
    const more = this.more?.filter(isLive) ?? [];
    return this.only ? [this.only, ...more] : more;
  }

  private find(more: readonly Token[], id: number): Token | undefined {
    const first = more[0];
    if (!first || id < first.id) return undefined;
    // Branches and items that started together have ids without a gap.
    const guess = more[id - first.id];
    if (guess?.id === id) return guess;
    let low = 0;
    let high = Math.min(more.length, id - first.id);
    while (low < high) {
      const middle = (low + high) >> 1;
      const token = more[middle];
      if (!token || token.id > id) high = middle;
      else if (token.id < id) low = middle + 1;
      else return token;
    }
    return undefined;
  }
}

function isLive({ status }: Token): boolean {
  return status !== 'gone';
}
