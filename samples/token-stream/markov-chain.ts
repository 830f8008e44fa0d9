/**
 * Continues a text with words that followed the same two words in what it has read; the beginning of that follows its end.
 * The next word depends on the text so far and on nothing else, so the same text always goes on in the same way.
 */
export class MarkovChain {
  private readonly followers = new Map<string, string[]>();

  constructor(text: string) {
    const words = wordsOf(text);
    words.forEach((word, index) => {
      const pair = [words.at(index - 2), words.at(index - 1)].join(' ');
      this.followers.set(pair, [...(this.followers.get(pair) ?? []), word]);
    });
  }

  /** The word after a text; `undefined` where nothing like its end was ever read. */
  next(text: string): string | undefined {
    const words = wordsOf(text);
    const candidates = this.followers.get(words.slice(-2).join(' ')) ?? [];
    return candidates[text.length % candidates.length];
  }
}

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
