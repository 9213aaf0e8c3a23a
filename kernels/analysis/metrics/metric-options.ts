import type { Rule } from "../base/option-rules.ts";
import { modelOptions, type OptionSettings, type OptionTable } from "../base/option-table.ts";

/** What people mean who pass a list where the options are. */
export const weightSettings: OptionSettings = { bare: { list: "sampleWeight" } };

/** The tables of several scores that take the same options, by name. */
export function metricOptions<O extends object>(
  names: readonly string[],
  rules: { readonly [K in keyof Required<O>]: Rule },
  settings: OptionSettings = weightSettings,
): (name: string) => OptionTable<O> {
  const tables = new Map(names.map((name) => [name, modelOptions<O>(name, rules, settings)]));
  return (name) => tables.get(name)!;
}
