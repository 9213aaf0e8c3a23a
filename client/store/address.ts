/** The address part of a path: each name escaped, the slashes kept. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Where a notebook is opened. */
export function notebookAddress(path: string): string {
  return `/notebooks/${encodePath(path)}`;
}

/** The notebook that an address means; undefined = none. */
export function notebookPath(pathname: string): string | undefined {
  const match = /^\/notebooks\/(.+)$/.exec(pathname);
  if (!match) return undefined;
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    return match[1];
  }
}
