/** What a key does in command mode; the keys are those of Jupyter. */
export type KeyCommand =
  | "edit"
  | "runAndAdvance"
  | "run"
  | "runAndInsert"
  | "insertAbove"
  | "insertBelow"
  | "delete"
  | "toCode"
  | "toMarkdown"
  | "toRaw"
  | "next"
  | "previous"
  | "moveUp"
  | "moveDown"
  | "undoDelete"
  | "save";

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">;

const PLAIN: Readonly<Record<string, KeyCommand>> = {
  Enter: "edit",
  a: "insertAbove",
  b: "insertBelow",
  y: "toCode",
  m: "toMarkdown",
  r: "toRaw",
  j: "next",
  k: "previous",
  ArrowDown: "next",
  ArrowUp: "previous",
  z: "undoDelete",
};

/** The command of a key that works in both modes, or undefined. */
export function commonCommand(event: Key): KeyCommand | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.key === "Enter" && event.shiftKey && !isCommand && !event.altKey)
    return "runAndAdvance";
  if (event.key === "Enter" && isCommand && !event.altKey) return "run";
  if (event.key === "Enter" && event.altKey && !isCommand) return "runAndInsert";
  if (event.key.toLowerCase() === "s" && isCommand && !event.altKey && !event.shiftKey)
    return "save";
  return undefined;
}

/** Understands the keys of command mode, with D D as a sequence. */
export class CommandKeys {
  #before = "";

  /** @param now milliseconds; the second D must come within 1 s */
  command(event: Key, now = performance.now()): KeyCommand | undefined {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isSecond = this.#before === key && key === "d" && now - this.#at < 1000;
    this.#before = isSecond ? "" : key;
    this.#at = now;
    const common = commonCommand(event);
    if (common) return common;
    if (event.ctrlKey && event.shiftKey && key === "ArrowUp") return "moveUp";
    if (event.ctrlKey && event.shiftKey && key === "ArrowDown") return "moveDown";
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
    if (key === "d") return isSecond ? "delete" : undefined;
    return Object.hasOwn(PLAIN, key) ? PLAIN[key] : undefined;
  }

  #at = 0;
}
