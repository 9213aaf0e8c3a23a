import { Console } from "node:console";
import { Writable } from "node:stream";
import { inspect } from "node:util";
import { isHeavy, plainText } from "../display/plain-text.ts";
import type { Output } from "./output.ts";

/** Sends console.* and raw writes to stdout and stderr into the notebook. */
export function captureStreams(output: Output): void {
  const console = new Console({
    stdout: sink(output, "stdout"),
    stderr: sink(output, "stderr"),
    colorMode: true,
    inspectOptions: { depth: 4 },
    // Otherwise every line leaves a callback behind, which a loop that does not await never lets run: 270 bytes each.
    ignoreErrors: false,
  });
  shortenHeavy(console);
  Object.defineProperty(globalThis, "console", {
    value: console,
    writable: true,
    configurable: true,
  });
  process.stdout.write = writer(output, "stdout");
  process.stderr.write = writer(output, "stderr");
}

const PRINTING = ["log", "info", "debug", "warn", "error", "trace"] as const;

/** A value whose text would be very long is printed as its preview. */
function shortenHeavy(console: Console): void {
  for (const name of PRINTING) {
    const print = console[name].bind(console);
    console[name] = (...values: unknown[]) => print(...values.map(printed));
  }
}

function printed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !isHeavy(value)) return value;
  return { [inspect.custom]: () => plainText(value, { colors: true }) };
}

function sink(output: Output, name: "stdout" | "stderr"): Writable {
  const stream = new Writable({ decodeStrings: false });
  stream.write = writer(output, name);
  return stream;
}

/** The write of a stream that never waits: `(chunk, encoding?, callback?)` as Node's streams have it. */
function writer(output: Output, name: "stdout" | "stderr"): NodeJS.WriteStream["write"] {
  const decoder = new TextDecoder();
  return ((chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    if (typeof chunk === "string") output.write(name, chunk);
    else if (chunk instanceof Uint8Array)
      output.write(name, decoder.decode(chunk, { stream: true }));
    else throw new TypeError("The chunk must be a string or a Uint8Array");
    const after = typeof encoding === "function" ? encoding : callback;
    if (typeof after === "function") queueMicrotask(() => after());
    return true;
  }) as NodeJS.WriteStream["write"];
}
