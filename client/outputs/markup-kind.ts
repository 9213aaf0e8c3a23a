import { isBounded } from "./markup-bounds.ts";

/** Whether markup wants more than to be read: it then belongs into the sandboxed frame (rule S13). */
export function isActive(markup: string): boolean {
  return (
    /<\s*(script|style|link|iframe|object|embed|svg|math|canvas|form|input|button|video|audio|meta|base)\b/i.test(
      markup,
    ) ||
    /[\s"'/]style\s*=/i.test(markup) ||
    hasScript(markup)
  );
}

/** Whether markup has something to run. The frame for markup without it runs nothing whatever this says. */
export function hasScript(markup: string): boolean {
  return /<\s*script\b|[\s"'/]on[a-z]+\s*=/i.test(markup);
}

/**
 * Whether a drawing is one that the page itself can show as an image: nothing in it is repeated, filtered or moved,
 * which can take any time. Others go into the frame.
 */
export function isPlainDrawing(svg: string): boolean {
  return (
    !/<\s*([\w-]+:)?(use|filter|foreignObject|animate\w*|set|pattern|mask|marker|script)\b|<!/i.test(
      svg,
    ) && isBounded(svg)
  );
}
