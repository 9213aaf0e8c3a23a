import { describe, expect, test } from "vitest";
import { readText, trackedFiles } from "./house.ts";

const THEME = "client/styles/theme.css";
const TOKENS = readText("client/highlight/token.ts");
/** What a piece of a text may be. */
const COLOURED_KINDS = [
  ...(/COLOURED_KINDS = \[([^\]]*)\]/.exec(TOKENS)?.[1] ?? "").matchAll(/"(\w+)"/g),
].map(([, kind]) => kind!);
const STYLES = trackedFiles().filter((path) => /^client\/.*\.css$/.test(path));
const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\([^)]*\)/gi;

/** The colours that a text writes, each in one form whatever it is written as. */
function coloursOf(css: string): string[] {
  const code = css.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(COLOUR)].map(([colour]) => plain(colour.toLowerCase()));
}

function plain(colour: string): string {
  const [, short] = /^#([0-9a-f]{3,4})$/.exec(colour) ?? [];
  return short ? `#${[...short].map((c) => c + c).join("")}` : colour.replaceAll(/[\s,/]+/g, " ");
}

function twice(all: readonly string[]): string[] {
  return [...new Set(all.filter((one, i) => all.indexOf(one) !== i))];
}

describe("colours are written once", () => {
  test("no value stands twice in the theme: what is the same names the other", () => {
    expect(coloursOf(readText(THEME)).length).toBeGreaterThan(40);
    expect(twice(coloursOf(readText(THEME)))).toEqual([]);
  });

  test("no other style writes a colour, and none asks the computer what the root says already", () => {
    expect(STYLES.length).toBeGreaterThan(10);
    const wrong = STYLES.flatMap((path) => {
      const own = path === THEME ? [] : coloursOf(readText(path));
      const asks = /prefers-color-scheme/.test(readText(path)) ? ["prefers-color-scheme"] : [];
      return [...own, ...asks].map((what) => `${path}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });

  test("every kind of token has its colour in both themes, and its rule", () => {
    const [light = "", dark = ""] = readText(THEME).split('[data-theme="dark"]');
    const kinds = [...light.matchAll(/--tok-(\w+):/g)].map(([, kind]) => kind!);
    expect(kinds).toEqual(COLOURED_KINDS);
    const base = readText("client/styles/base.css");
    for (const kind of COLOURED_KINDS) {
      expect(base).toContain(`.tok-${kind} {\n  color: var(--tok-${kind});`);
      const own = new RegExp(`--tok-${kind}:`).test(dark);
      const named = new RegExp(`--tok-${kind}: var\\(`).test(light);
      expect([kind, own || named]).toEqual([kind, true]);
    }
  });

  test("and the check sees a value in another form", () => {
    const css =
      "a { color: #fff; } /* #123456 #123456 */ b { color: #FFFFFF; c: rgb(1, 2, 3); d: rgb(1 2 3) }";
    expect(twice(coloursOf(css))).toEqual(["#ffffff", "rgb(1 2 3)"]);
  });
});
