/**
 * Continues a prompt with words that followed the same two words in the corpus; after its end comes its beginning. The
 * next word depends only on the words so far, so the same prompt always continues in the same way.
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

  /** Returns the word after a prompt; `undefined` if the corpus does not contain the prompt's end. */
  next(text: string): string | undefined {
    const words = wordsOf(text);
    const candidates = this.followers.get(words.slice(-2).join(' ')) ?? [];
    return candidates[text.length % candidates.length];
  }
}

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
