import { transform } from 'esbuild';
import type { Plugin } from 'rollup';

/**
 * Returns a plugin that takes blanks and comments out of chunks: Node reads a file as a whole before it executes any of it. Names
 * stay, and lines are short enough for a stack trace to say where something is.
 */
export function compactChunks(): Plugin {
  return {
    name: 'compact-chunks',
    renderChunk: async (text, { isEntry }) => {
      if (isEntry) return null;
      const { code, map } = await transform(text, { minifyWhitespace: true, lineLimit: 120, sourcemap: true });
      return { code, map };
    },
  };
}
