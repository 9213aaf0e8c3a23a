/** One of the eight named colours by its number, or any other by red, green and blue. */
export type AnsiColor = number | readonly [red: number, green: number, blue: number];

/** How a piece of terminal text looks. */
export interface AnsiStyle {
  readonly color?: AnsiColor;
  readonly background?: AnsiColor;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly inverse?: true;
}

/** The numbers of an SGR sequence; `38:2::1:2:3` says the same as `38;2;1;2;3`. */
export function sgrCodes(parameters: string): number[] {
  if (/[^\d;:]/.test(parameters)) return [];
  return parameters
    .split(";")
    .flatMap((group) => {
      const parts = group.split(":");
      return parts.length === 6 ? parts.toSpliced(2, 1) : parts;
    })
    .map(Number);
}

/** The style after an SGR sequence (`ESC [ codes m`). */
export function nextStyle(style: AnsiStyle, codes: readonly number[]): AnsiStyle {
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(i + 1));
      i += used;
      if (color !== undefined)
        next = code === 38 ? { ...next, color } : { ...next, background: color };
    } else next = simpleStyle(next, code);
  }
  return next;
}

function simpleStyle(style: AnsiStyle, code: number): AnsiStyle {
  const { color, background, bold, dim, italic, underline, inverse, ...rest } = style;
  if (code === 0) return rest;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 22) return without(style, "bold", "dim");
  if (code === 23) return without(style, "italic");
  if (code === 24) return without(style, "underline");
  if (code === 27) return without(style, "inverse");
  if (code === 39) return without(style, "color");
  if (code === 49) return without(style, "background");
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 90 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 100 };
  return style;
}

function without(style: AnsiStyle, ...keys: readonly (keyof AnsiStyle)[]): AnsiStyle {
  return Object.fromEntries(
    Object.entries(style).filter(([key]) => !keys.includes(key as keyof AnsiStyle)),
  );
}

function extendedColor(
  codes: readonly number[],
): readonly [color: AnsiColor | undefined, used: number] {
  const [mode, first = 0, second = 0, third = 0] = codes;
  if (mode === 2) return [[first & 255, second & 255, third & 255], 4];
  if (mode !== 5) return [undefined, 0];
  if (first < 16) return [first % 8, 2];
  if (first > 255) return [undefined, 2];
  if (first >= 232) {
    const grey = 8 + (first - 232) * 10;
    return [[grey, grey, grey], 2];
  }
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const cube = first - 16;
  const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return [[level(red), level(green), level(blue)], 2];
}
