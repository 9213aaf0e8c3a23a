import { describeValue, isCount, isObject } from "../base/json.ts";
import type { FromKernelControl } from "./control.ts";
import { isProgress } from "./progress.ts";

/** More bars than a kernel watches are none that it sent. */
const MAX_BARS = 256;
const MAX_NAME = 10_000;

type Check = (value: unknown) => boolean;
const name: Check = (value) => typeof value === "string" && value.length <= MAX_NAME;
const amount: Check = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const bars: Check = (value) =>
  Array.isArray(value) &&
  value.length <= MAX_BARS &&
  value.every((bar) => isProgress(bar) && name(bar.id) && name(bar.name));

const fieldsOf: {
  readonly [T in FromKernelControl["type"]]: Readonly<
    Record<Exclude<keyof Extract<FromKernelControl, { type: T }>, "type">, Check>
  >;
} = {
  hello: {
    socket: (value) => value === "control" || value === "data",
    kernelId: name,
    secret: name,
    pid: isCount,
  },
  interrupted: {
    execution: isCount,
    result: (value) => value === "stopped" || value === "too-late",
  },
  heartbeat: { cpuMs: amount, rssBytes: amount },
  progress: { execution: isCount, bars },
};

/** Says what is wrong with a message of a kernel's control socket, or undefined when it is one. */
export function controlFault(value: unknown): string | undefined {
  if (!isObject(value)) return `a message is an object, got ${describeValue(value)}`;
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(fieldsOf, type))
    return `type is ${describeValue(type)}`;
  const fields: Readonly<Record<string, Check>> = fieldsOf[type as FromKernelControl["type"]];
  for (const [field, check] of Object.entries(fields))
    if (!check(value[field])) return `${type}.${field} is ${describeValue(value[field])}`;
  return undefined;
}
