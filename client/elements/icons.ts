import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

const PATHS = {
  run: svg`<path d="M5 3.5v9l7-4.5z" fill="currentColor" stroke="none"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" stroke="none"/>`,
  up: svg`<path d="M8 12.5v-9M4 7l4-4 4 4"/>`,
  down: svg`<path d="M8 3.5v9M4 9l4 4 4-4"/>`,
  above: svg`<path d="M3 12.5h10M8 9V2.5M5 5.5l3-3 3 3"/>`,
  below: svg`<path d="M3 3.5h10M8 7v6.5M5 10.5l3 3 3-3"/>`,
  delete: svg`<path d="M3 4.5h10M6 4V2.5h4V4M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  close: svg`<path d="M4 4l8 8M12 4l-8 8"/>`,
  menu: svg`<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>`,
  variables: svg`<path d="M5.5 2.5c-2 0-.8 4-3 5.5 2.2 1.5 1 5.5 3 5.5M10.5 2.5c2 0 .8 4 3 5.5-2.2 1.5-1 5.5-3 5.5M6.5 6.5l3 3M9.5 6.5l-3 3"/>`,
  folder: svg`<path d="M2.5 4.5v8h11v-7h-6l-1.5-2h-3.5z"/>`,
  back: svg`<path d="M10 3.5L5.5 8l4.5 4.5"/>`,
  light: svg`<circle cx="8" cy="8" r="3"/><path d="M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1"/>`,
  dark: svg`<path d="M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5z"/>`,
  system: svg`<rect x="2" y="3" width="12" height="8" rx="1"/><path d="M6 13.5h4"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

/** A line icon of 16 px; it says nothing to a screen reader, its button does. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    ${PATHS[name]}
  </svg>`;
}
