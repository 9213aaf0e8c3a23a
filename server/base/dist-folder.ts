/** The folder of built files, also when tests run the server's sources. */
export function distFolder(): URL {
  const here = new URL(import.meta.url);
  return here.pathname.includes("/dist/server/")
    ? new URL("../../", here)
    : new URL("../../dist/", here);
}
