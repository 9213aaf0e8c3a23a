import { inspect } from "node:util";

/** A value of a row; where reading it throws, a mark that says so: one bad getter does not hide the other cells. */
export function readCell(row: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return row[name];
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE: object = Object.freeze({ [inspect.custom]: () => "[a getter that throws]" });
