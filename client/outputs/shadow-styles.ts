import { COLOURED_KINDS } from "../highlight/token.ts";

/** Styles of foreign markup inside of its own shadow root; the colours come from theme.css. */
const MARKUP = `
:host { display: block; contain: layout paint style; overflow-clip-margin: 4px; unicode-bidi: isolate; }
* { box-sizing: border-box; }
.body { font: 15px/24px var(--font-words); color: var(--prose); overflow-wrap: anywhere; }
.body > :first-child { margin-top: 0; }
.body > :last-child { margin-bottom: 0; }
h1, h2, h3, h4, h5, h6 { color: var(--text); margin: 16px 0 4px; font-weight: 650; letter-spacing: -0.01em; }
h1 { font-size: 26px; line-height: 34px; letter-spacing: -0.02em; }
h2 { font-size: 19px; line-height: 28px; }
h3 { font-size: 16px; line-height: 24px; }
h4, h5, h6 { font-size: 14px; line-height: 20px; }
p, ul, ol, blockquote, pre, .scroll, hr { margin: 8px 0; }
ul, ol { padding-left: 24px; }
li + li { margin-top: 4px; }
strong { color: var(--text); font-weight: 600; }
a { color: var(--accent); text-underline-offset: 2px; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font: 13px/20px var(--font-code); font-feature-settings: "liga" 0, "calt" 0; color: var(--text);
  background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; overflow-x: auto; }
pre code { border: 0; padding: 0; background: none; }
blockquote { border-left: 3px solid var(--line); padding-left: 12px; margin-left: 0; margin-right: 0; }
img { max-width: 100%; height: auto; max-height: 4000px; object-fit: contain; }
hr { border: 0; border-top: 1px solid var(--line); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; line-height: 20px; font-variant-numeric: tabular-nums; color: var(--text); }
th { font-size: 12px; line-height: 16px; font-weight: 600; color: var(--secondary); text-align: left; }
th, td { padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); }
details > summary { cursor: pointer; }
${COLOURED_KINDS.map((kind) => `.tok-${kind} { color: var(--tok-${kind}); }`).join("\n")}
`;

let sheet: CSSStyleSheet | undefined;

/** The one style sheet that all shadow roots of foreign markup share. */
export function markupStyles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(MARKUP);
  }
  return sheet;
}
