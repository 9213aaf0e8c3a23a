import { jsonLine, printableLine } from "../base/printable.ts";

/** Prints lines on the standard output. Each stays one line: names in it may hold anything (S35). */
export function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printableLine(line)}\n`).join(""));
}

/** Prints lines on the standard error output. */
export function complain(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${printableLine(line)}\n`).join(""));
}

/** Prints a value for a program, as one line of JSON. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${jsonLine(value)}\n`);
}
