import { COLOURED_KINDS } from "../highlight/token.ts";
import { monaco } from "./monaco.ts";

/** Gives the editor the colours that the page has now, from the custom properties of theme.css. */
export function applyEditorTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => toHex(style.getPropertyValue(`--${name}`).trim());
  const isDark = style.colorScheme.includes("dark");
  monaco.editor.defineTheme("holdfast", {
    base: isDark ? "vs-dark" : "vs",
    inherit: false,
    rules: [
      { token: "", foreground: color("text"), background: color("code") },
      ...COLOURED_KINDS.map((kind) => ({ token: kind, foreground: color(`tok-${kind}`) })),
    ],
    colors: {
      "editor.background": color("code"),
      "editor.foreground": color("text"),
      "editor.selectionBackground": color("selection"),
      "editor.inactiveSelectionBackground": color("selection"),
      "editorCursor.foreground": color("accent"),
      "editorBracketMatch.background": color("accent-soft"),
      "editorBracketMatch.border": color("accent-soft"),
      "editorWidget.background": color("surface"),
      "editorWidget.foreground": color("text"),
      "editorWidget.border": color("line"),
      "editorSuggestWidget.background": color("surface"),
      "editorSuggestWidget.border": color("line"),
      "editorSuggestWidget.foreground": color("text"),
      "editorSuggestWidget.selectedBackground": color("accent-soft"),
      "editorSuggestWidget.selectedForeground": color("text"),
      "editorSuggestWidget.highlightForeground": color("accent"),
      "editorSuggestWidget.focusHighlightForeground": color("accent"),
      "editorHoverWidget.background": color("surface"),
      "editorHoverWidget.border": color("line"),
      focusBorder: color("accent"),
    },
  });
  monaco.editor.setTheme("holdfast");
}

/** The editor takes `#rrggbb` only. */
function toHex(color: string): string {
  return /^#[0-9a-f]{3}$/i.test(color)
    ? `#${[...color.slice(1)].map((c) => c + c).join("")}`
    : color;
}
