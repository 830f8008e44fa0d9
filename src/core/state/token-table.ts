import type { Token } from './token';

/** Below this number of removed tokens, the list is not cleaned. */
const LEAST_GONE = 16;

/** The live tokens of a run by id. Most runs have one token, which needs no list. */
export class TokenTable {
  private only: Token | undefined = undefined;
  private more: TokenList | undefined = undefined;

  get(id: number): Token | undefined {
    return this.only?.id === id ? this.only : this.more?.get(id);
  }

  add(token: Token): void {
    if (!this.only && !this.more) this.only = token;
    else {
      this.more ??= new TokenList();
      this.more.add(token);
    }
  }

  /** Removes a token whose status is `gone`. */
  remove(token: Token): void {
    if (this.only === token) this.only = undefined;
    else if (this.more?.remove() === 0) this.more = undefined;
  }

  /** The token of a run that has no list of tokens. */
  get single(): Token | undefined {
    return this.more ? undefined : this.only;
  }

  /** All tokens, in the order of their ids. */
  all(): readonly Token[] {
    const more = this.more?.all() ?? [];
    return this.only ? [this.only, ...more] : more;
  }
}

/**
 * A list of tokens that stays sorted, because ids only grow. A removed token stays in it until the next cleaning, so
 * that removing is cheap.
 */
class TokenList {
  private tokens: Token[] = [];
  private gone = 0;

  get(id: number): Token | undefined {
    const token = this.find(id);
    return token?.status === 'gone' ? undefined : token;
  }

  add(token: Token): void {
    this.tokens.push(token);
  }

  /** Counts a removed token, and returns the number of tokens left. */
  remove(): number {
    this.gone += 1;
    const left = this.tokens.length - this.gone;
    if (this.gone > LEAST_GONE && this.gone > left) {
      this.tokens = this.all();
      this.gone = 0;
    }
    return left;
  }

  all(): Token[] {
    return this.tokens.filter(({ status }) => status !== 'gone');
  }

  private find(id: number): Token | undefined {
    const { tokens } = this;
    const first = tokens[0];
    if (!first || id < first.id) return undefined;
    // Branches and items that started together have consecutive ids.
    const guess = tokens[id - first.id];
    if (guess?.id === id) return guess;
    let low = 0;
    let high = Math.min(tokens.length, id - first.id);
    while (low < high) {
      const middle = (low + high) >> 1;
      const token = tokens[middle];
      if (!token || token.id > id) high = middle;
      else if (token.id < id) low = middle + 1;
      else return token;
    }
    return undefined;
  }
}
