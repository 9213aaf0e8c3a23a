/** Where the page that moves on puts the keys of this browser: a storage that belongs to our port alone. */
const KEY = "holdfast.page";
const LINKED = /^\/(files|api\/outputs)\//;

/** What stands beside the cookie: every server of this host is sent the cookie, only our pages have these. */
function keys(): { readonly page: string; readonly link: string } | undefined {
  const [page, link] = (localStorage.getItem(KEY) ?? "").split(".");
  return page && link ? { page, link } : undefined;
}

/** The headers with which a call shows that our page makes it. */
export function pageHeaders(): Record<string, string> {
  const known = keys();
  return known ? { "x-holdfast-page": known.page } : {};
}

/** The subprotocols with which a WebSocket shows it: it can send no header, and an address would be kept. */
export function liveProtocols(): string[] {
  const known = keys();
  return ["holdfast.live", ...(known ? [`holdfast.page.${known.page}`] : [])];
}

/** The address of a file or an output with the key that a link needs; any other address as it is. */
export function keyed(address: string): string {
  const known = keys();
  const base = location.href;
  if (!known || !URL.canParse(address, base)) return address;
  const url = new URL(address, base);
  if (url.origin !== location.origin || !LINKED.test(url.pathname)) return address;
  url.searchParams.set("key", known.link);
  return `${url.pathname}${url.search}${url.hash}`;
}
