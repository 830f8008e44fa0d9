import type { Token } from './token';

/** The live tokens of a run by id. Most runs have one, which then costs no map. */
export class TokenTable {
  private only: Token | undefined = undefined;
  private more: Map<number, Token> | undefined = undefined;

  get(id: number): Token | undefined {
    return this.only?.id === id ? this.only : this.more?.get(id);
  }

  add(token: Token): void {
    if (!this.only) this.only = token;
    else {
      this.more ??= new Map();
      this.more.set(token.id, token);
    }
  }

  remove(token: Token): void {
    if (this.only === token) this.only = undefined;
    else this.more?.delete(token.id);
  }

  /** All tokens, in the order of their ids. */
  all(): readonly Token[] {
    const tokens = this.only ? [this.only, ...(this.more?.values() ?? [])] : [...(this.more?.values() ?? [])];
    return tokens.length < 2 ? tokens : tokens.sort((a, b) => a.id - b.id);
  }

  clear(): void {
    this.only = undefined;
    this.more = undefined;
  }
}
