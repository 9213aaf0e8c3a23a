import { html, nothing, type TemplateResult } from "lit";
import type { Problem } from "../../kernels/protocol/index.ts";
import type { Toasts } from "../commands/toasts.ts";
import "./hf-left.ts";
import type { Obstacle } from "./hf-way-out.ts";

/** A page of words: what is the matter, and what to do about it. */
function page(
  title: string,
  text: TemplateResult | string,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="message">
    <h1>${title}</h1>
    <p>${text}</p>
    ${more}
  </div>`;
}

/** No notebook is open. */
export function homePage(create: () => void, toasts: Toasts): TemplateResult {
  return page(
    "Open a notebook",
    "Choose one from the files, or make a new one. Cells are TypeScript; what they compute stays when you close this page.",
    html`<p class="message-tools">
      <button type="button" class="primary" @click=${create}>New notebook</button>
    </p>
    <hf-left .toasts=${toasts}></hf-left>`,
  );
}

/** This window runs a long cell in another notebook: the ways out. */
export function blockedPage(
  { title, facts }: Obstacle,
  ways: { readonly back: () => void; readonly cancel: () => void; readonly background: () => void },
): TemplateResult {
  return page(
    title,
    `${facts} A window stays with the long cell that it started, so that it is not lost by a click.`,
    html`<p class="message-tools message-ways">
      <button type="button" class="primary" @click=${ways.back}>Go back to it</button>
      <button type="button" @click=${ways.background}>Let it go on in the background</button>
      <button type="button" @click=${ways.cancel}>Cancel it and open this</button>
    </p>`,
  );
}

/** The server does not know who is there. */
export function tokenPage(): TemplateResult {
  const text = html`The server does not know this browser, or this browser has lost its key. Open a new one-time
    link: <code>holdfast status</code>, in the folder that is served, prints one. This browser then
    stays signed in.`;
  return html`<main>${page("A new link is needed", text)}</main>`;
}

/** The notebook cannot be opened, and trying again would not help. */
export function problemPage({ title, detail, action, code }: Problem): TemplateResult {
  return page(
    title,
    html`<span class="message-path">${detail}</span>`,
    html`<p>${action}</p>
      <p class="message-code">${code}</p>`,
  );
}
