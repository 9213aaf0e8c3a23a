import { randomId } from "./random-id.ts";

const KEY = "holdfast.window";

/**
 * The id of this window: it survives a reload. A duplicated tab copies the sessionStorage, so the id is
 * held by a Web Lock and the copy takes a new one. Without Web Locks (no secure context) it is kept as it is.
 */
export async function claimWindowId(): Promise<string> {
  const known = sessionStorage.getItem(KEY);
  if (known !== null && (await isOurs(known))) return known;
  const fresh = randomId(16);
  sessionStorage.setItem(KEY, fresh);
  await isOurs(fresh);
  return fresh;
}

async function isOurs(id: string): Promise<boolean> {
  if (!("locks" in navigator)) return true;
  if (await hold(id)) return true;
  await new Promise((resolve) => setTimeout(resolve, 150));
  return hold(id);
}

function hold(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(`holdfast-window-${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    });
  });
}
