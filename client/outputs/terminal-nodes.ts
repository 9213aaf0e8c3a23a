import { ansiCss } from "./ansi-colors.ts";
import type { Line } from "./terminal-line.ts";
import { TerminalText } from "./terminal-text.ts";

/** The nodes of a line; colours are our own values, never markup from the text. */
export function lineNodes(line: Line): Node[] {
  return line.map(({ text, style }) => {
    if (Object.keys(style).length === 0) return document.createTextNode(text);
    const span = document.createElement("span");
    span.textContent = text;
    const { color, background } = ansiCss(style);
    if (color) span.style.color = color;
    else if (style.dim) span.style.color = "var(--secondary)";
    if (background) span.style.background = background;
    if (style.bold) span.style.fontWeight = "650";
    if (style.italic) span.style.fontStyle = "italic";
    if (style.underline) span.style.textDecoration = "underline";
    return span;
  });
}

/** A short text as a terminal shows it. */
export function terminalLines(text: string): readonly Line[] {
  const terminal = new TerminalText();
  terminal.write(text);
  return [...terminal.takeFinished(), terminal.line];
}

/** The letters of a line without its colours. */
export function lineText(line: Line): string {
  return line.map(({ text }) => text).join("");
}
