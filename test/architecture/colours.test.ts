import { describe, expect, test } from "vitest";
import { readText, trackedFiles } from "./house.ts";

const THEME = "client/styles/theme.css";
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

  test("and the check sees a value in another form", () => {
    const css =
      "a { color: #fff; } /* #123456 #123456 */ b { color: #FFFFFF; c: rgb(1, 2, 3); d: rgb(1 2 3) }";
    expect(twice(coloursOf(css))).toEqual(["#ffffff", "rgb(1 2 3)"]);
  });
});
