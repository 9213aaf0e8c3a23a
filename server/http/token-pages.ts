const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
${head}<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 1em }</style>
</head>
<body>
${body}
</body>
</html>
`;

/**
 * The page that takes the token out of the address (S7). It moves on by itself: after a redirect that began
 * on another site the browser would not send the new cookie. Its target is fixed: "?" is the same path
 * with an empty query.
 */
export function movingOnPage(isRoot: boolean): string {
  const target = isRoot ? "/" : "?";
  return page(
    "holdfast",
    `<meta http-equiv="refresh" content="0; url=${target}">\n`,
    `<p><a href="${target}">Open holdfast</a></p>`,
  );
}

/** The page for a browser without the token. */
export function tokenNeededPage(detail: string): string {
  const escaped = detail.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  return page(
    "holdfast: a token is needed",
    "",
    `<h1>A token is needed</h1>
<p>${escaped}. Open the address with <code>?token=…</code> that the server printed, or give the token here.</p>
<form action="/" method="get">
<label>Token <input type="password" name="token" autocomplete="off" required></label>
<button>Open</button>
</form>`,
  );
}
