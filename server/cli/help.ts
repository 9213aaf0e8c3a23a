import { HoldfastError } from "../../kernels/protocol/index.ts";
import { type Command, commandHelp, shortHelp } from "./command.ts";
import { nearest } from "./nearest.ts";

/** What `holdfast --help` prints, or `holdfast help run`. */
export function helpText(commands: readonly Command[], name: string | undefined): string[] {
  if (name !== undefined) return commandHelp(commandOf(commands, name));
  return [
    "holdfast: notebooks of TypeScript that hold fast",
    "",
    ...commands.flatMap(shortHelp),
    "",
    "holdfast help COMMAND, or holdfast COMMAND --help: its options and an example",
    "holdfast --version",
  ];
}

/** @throws HoldfastError HF_USAGE, with the nearest command that there is */
export function commandOf<C extends Command>(commands: readonly C[], name: string): C {
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  const names = commands.map((command) => command.name);
  const meant = nearest(name.replace(/^-+/, ""), [...names, "help", "version"]);
  const isOption = meant === "help" || meant === "version";
  const hint = /\.ipynb$/i.test(name)
    ? `holdfast run ${JSON.stringify(name)} runs a notebook, holdfast serve shows a folder of them.`
    : meant && `Did you mean holdfast ${isOption ? "--" : ""}${meant}?`;
  throw new HoldfastError("HF_USAGE", `There is no command ${JSON.stringify(name)}`, {
    expected: `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`,
    ...(hint && { action: hint }),
  });
}
