import type { AnsiColor, AnsiStyle } from "./ansi.ts";

type Rgb = readonly [red: number, green: number, blue: number];

interface Palette {
  readonly surface: Rgb;
  readonly text: Rgb;
  /** black, red, green, yellow, blue, magenta, cyan, white */
  readonly named: readonly Rgb[];
}

/** The colours of terminal text on the page's own surface; surface and text are those of `theme.css`. */
const LIGHT = palette("ffffff 1f2328", "1f2328 b3261e 1c7c4a 8f5300 2f5bd0 8a3b9c 0b6b75 59616e");
const DARK = palette("1b1d22 e6e7ea", "a3abb8 ff8a80 6ccb96 f0b45c 8ab4ff e0a3f0 6fd3d0 e6e7ea");
/** The contrast that text needs (WCAG AA). */
const ENOUGH = 4.5;
const MAX_KNOWN = 5_000;
const known = new Map<string, AnsiCss>();

/** Colours as CSS values; each holds one for light and one for dark. */
export interface AnsiCss {
  readonly color: string | undefined;
  readonly background: string | undefined;
}

/** The colours of a style, moved so far that its text can be read on what lies behind it. */
export function ansiCss({ color, background, inverse }: AnsiStyle): AnsiCss {
  const key = `${color} ${background} ${inverse}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= MAX_KNOWN) known.clear();
  const [light, dark] = [LIGHT, DARK].map((colors) => pair(colors, color, background, inverse));
  const css = {
    color:
      color === undefined && background === undefined && !inverse
        ? undefined
        : `light-dark(${hex(light!.front)}, ${hex(dark!.front)})`,
    background:
      background === undefined && !inverse
        ? undefined
        : `light-dark(${hex(light!.back)}, ${hex(dark!.back)})`,
  };
  known.set(key, css);
  return css;
}

function pair(
  colors: Palette,
  color: AnsiColor | undefined,
  background: AnsiColor | undefined,
  inverse: true | undefined,
): { readonly front: Rgb; readonly back: Rgb } {
  const text = color === undefined ? colors.text : rgb(color, colors);
  const behind = background === undefined ? colors.surface : rgb(background, colors);
  const [front, back] = inverse ? [behind, text] : [text, behind];
  // A colour that was chosen stays as near as can be; the page's own text turns plainly black or white.
  return { front: readable(front, back, color === undefined && !inverse ? 1 : 0.1), back };
}

function rgb(color: AnsiColor, { named }: Palette): Rgb {
  return typeof color === "number" ? named[color % 8]! : color;
}

/**
 * A shade of a colour that can be read on another.
 *
 * @param step how far it is moved at a time; 1 is at once to black or white
 */
function readable(front: Rgb, back: Rgb, step: number): Rgb {
  const white: Rgb = [255, 255, 255];
  const black: Rgb = [0, 0, 0];
  const goal = contrast(white, back) > contrast(black, back) ? white : black;
  for (let share = 0; share < 1; share += step) {
    const mixed = front.map((c, i) => Math.round(c + (goal[i]! - c) * share)) as unknown as Rgb;
    if (contrast(mixed, back) >= ENOUGH) return mixed;
  }
  return goal;
}

function contrast(one: Rgb, other: Rgb): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function hex(color: Rgb): string {
  return `#${color.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function palette(planes: string, names: string): Palette {
  const parse = (text: string): Rgb =>
    [0, 2, 4].map((i) => Number.parseInt(text.slice(i, i + 2), 16)) as unknown as Rgb;
  const [surface, text] = planes.split(" ").map(parse);
  return { surface: surface!, text: text!, named: names.split(" ").map(parse) };
}
