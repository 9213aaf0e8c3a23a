/** More than this is not looked at (rule S14): cleaning it would block the page. */
const MAX_LENGTH = 1_000_000;
/** As much when it is not certain where tags end. */
const MAX_UNCLEAR = 50_000;
const MAX_DEPTH = 256;
const MAX_ELEMENTS = 40_000;
/** Words in one tag, attributes with and without a value. */
const MAX_WORDS = 200;

const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;
/** Elements that the parser opens again in each block that follows, until they are closed themselves. */
const REOPENED = /^(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)$/;
/** Elements beyond which a closing tag does not reach. */
const BARRIER = /^(applet|button|caption|marquee|object|table|td|th)$/;
/** Elements in which text that looks like a tag may be none. */
const RAW =
  /^(iframe|math|noembed|noframes|noscript|plaintext|script|style|svg|template|textarea|title|xmp)$/;
/** Elements that end when one of these begins. */
const ENDED_BY: Readonly<Record<string, RegExp>> = {
  p: /^p$/,
  li: /^li$/,
  dt: /^(dt|dd)$/,
  dd: /^(dt|dd)$/,
  td: /^(td|th|tr)$/,
  th: /^(td|th|tr)$/,
  tr: /^tr$/,
};

/**
 * Tells before anything is parsed whether markup makes few and shallow enough elements. It counts at least as
 * many as the parser makes: what opens always counts, what closes only where it is certain that it does.
 */
export function isBounded(markup: string): boolean {
  if (markup.length > MAX_LENGTH) return false;
  const count = new MarkupCount();
  let isClear = true;
  for (let at = markup.indexOf("<"); at >= 0; at = markup.indexOf("<", at + 1)) {
    const end = markup.indexOf(">", at);
    const next = markup.indexOf("<", at + 1);
    const tag = markup.slice(at, end < 0 ? undefined : end);
    const isWhole = end >= 0 && (next < 0 || next > end) && isBalanced(tag);
    const name = /^<\/?([a-z][^\s/>]*)/i.exec(tag)?.[1]?.toLowerCase() ?? "";
    if (!isWhole && (name !== "" || tag.startsWith("<!"))) isClear = false;
    if (tag.startsWith("<!--") && !tag.endsWith("--")) isClear = false;
    if (!isClear && markup.length > MAX_UNCLEAR) return false;
    if (name === "") continue;
    if (isClear && tag.split(/\s+/, MAX_WORDS + 1).length > MAX_WORDS) return false;
    if (RAW.test(name)) isClear = false;
    if (!tag.startsWith("</")) count.open(name);
    else if (isClear) count.close(name);
    if (!count.isBounded) return false;
  }
  return true;
}

function isBalanced(tag: string): boolean {
  return tag.split('"').length % 2 === 1 && tag.split("'").length % 2 === 1;
}

/** Follows the elements that are open, as the parser does. */
class MarkupCount {
  #elements = 0;
  readonly #open: string[] = [];
  readonly #reopened: string[] = [];

  get isBounded(): boolean {
    return this.#elements <= MAX_ELEMENTS && this.#open.length + this.#reopened.length <= MAX_DEPTH;
  }

  open(name: string): void {
    this.#elements += 1 + this.#reopened.length;
    if (VOID.test(name)) return;
    if (REOPENED.test(name)) {
      this.#reopened.push(name);
      return;
    }
    for (let top = this.#open.at(-1); top && ENDED_BY[top]?.test(name); top = this.#open.at(-1))
      this.#open.pop();
    this.#open.push(name);
  }

  close(name: string): void {
    if (REOPENED.test(name)) {
      const at = this.#reopened.lastIndexOf(name);
      if (at >= 0) this.#reopened.splice(at, 1);
      return;
    }
    for (let i = this.#open.length - 1; i >= 0; i--) {
      if (this.#open[i] === name) {
        this.#open.length = i;
        return;
      }
      if (
        BARRIER.test(this.#open[i]!) &&
        !/^(table|tbody|thead|tfoot|tr|td|th|caption)$/.test(name)
      )
        return;
    }
  }
}
