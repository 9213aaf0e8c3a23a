interface SocketModule {
  sendMessageWaitForResponse(message: object): Promise<{ executed: boolean }>;
}

type KeyCommand =
  | { readonly press: string }
  | { readonly down: string }
  | { readonly up: string }
  | { readonly type: string };

const address = "/__web-dev-server__web-socket.js";
const sessionId = new URL(location.href).searchParams.get("wtr-session-id");

/** Lets the test runner do with the real browser what a page cannot do itself. */
async function command(name: string, payload: object): Promise<void> {
  const socket = (await import(address)) as SocketModule;
  const message = { type: "wtr-command", sessionId, command: name, payload };
  const { executed } = await socket.sendMessageWaitForResponse(message);
  if (!executed) throw new Error(`The test runner does not know the command ${name}`);
}

/** Types a text with the real keyboard. */
export function type(text: string): Promise<void> {
  return command("send-keys", { type: text } satisfies KeyCommand);
}

/** Presses keys like "Shift+Enter" with the real keyboard, one after another. */
export async function press(...keys: readonly string[]): Promise<void> {
  for (const chord of keys) {
    const [key = "", ...held] = chord.split("+").toReversed();
    const send = (payload: KeyCommand): Promise<void> => command("send-keys", payload);
    for (const modifier of held.toReversed()) await send({ down: modifier });
    await send({ press: key });
    for (const modifier of held) await send({ up: modifier });
  }
}

/** Clicks into the middle of an element, or beside its left upper corner. */
export function click(element: Element, offset?: readonly [number, number]): Promise<void> {
  element.scrollIntoView({ block: "center" });
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = offset ?? [width / 2, height / 2];
  const position = [Math.round(left + x), Math.round(top + y)];
  return command("send-mouse", { type: "click", position });
}

/** Makes the browser prefer light or dark colours. */
export function preferColors(colorScheme: "light" | "dark"): Promise<void> {
  return command("emulate-media", { colorScheme });
}

export function resizeTo(width: number, height: number): Promise<void> {
  return command("set-viewport", { width, height });
}
