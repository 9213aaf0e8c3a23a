import { html, nothing, type TemplateResult } from "lit";

/** Why the page shows words and no notebook. */
export type MessageReason = "home" | "token" | "missing" | "elsewhere";

/** A page that says what is the matter and what to do about it. */
export function messagePage(
  reason: MessageReason,
  path: string,
  tools: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const { title, text } = MESSAGES[reason];
  return html`<div class="message">
    <h1>${title}</h1>
    ${path === "" ? nothing : html`<p class="message-path">${path}</p>`}
    <p>${text}</p>
    ${tools}
  </div>`;
}

const MESSAGES: Readonly<
  Record<MessageReason, { readonly title: string; readonly text: TemplateResult | string }>
> = {
  home: {
    title: "Open a notebook",
    text: "Choose one from the files, or make a new one. Cells are TypeScript; what they compute stays when you close this page.",
  },
  token: {
    title: "A token is needed",
    text: html`Open the address that the server printed when it started: it ends with
      <code>?token=…</code>. This browser then stays signed in.`,
  },
  missing: {
    title: "This notebook does not exist",
    text: "It may have been renamed, moved or deleted. Choose another one from the files.",
  },
  elsewhere: {
    title: "Another server has this folder",
    text: "Use the address that the other server printed, or stop it and open this page again.",
  },
};
