import { parseArgs } from "node:util";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { nearest } from "./nearest.ts";

/** An option of a command, for `parseArgs` and for its help. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  readonly default?: string | boolean;
  /** What stands behind it, as help names it: `FILE`. */
  readonly value?: string;
  readonly help: string;
}

/** One command: what it takes and what its help says. The same table is parsed and printed, so neither can lack one. */
export interface Command {
  readonly name: string;
  /** What stands behind the name: `[folder]`. */
  readonly takes: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly example: string;
  /** What else to know, line by line. */
  readonly notes?: readonly string[];
}

interface Config<C extends Command> {
  readonly args: string[];
  readonly allowPositionals: true;
  readonly options: C["options"];
}
type Arguments<C extends Command> = ReturnType<typeof parseArgs<Config<C>>>;

/**
 * Reads the arguments of a command.
 *
 * @throws HoldfastError HF_USAGE; an option that it does not have names the nearest that it has
 */
export function readArgs<const C extends Command>(
  command: C,
  argv: readonly string[],
): Arguments<C> {
  const config: Config<C> = { args: [...argv], allowPositionals: true, options: command.options };
  try {
    return parseArgs<Config<C>>(config);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith("ERR_PARSE_ARGS") !== true) throw error;
    const unknown = /Unknown option '-{0,2}([^']*)'/.exec(message)?.[1];
    const meant = unknown && nearest(unknown, [...Object.keys(command.options), "help"]);
    const text = (message.split(". ")[0] ?? message).replace(/\.$/, "");
    throw new HoldfastError("HF_USAGE", text, {
      action: `${meant ? `Did you mean --${meant}? ` : ""}holdfast ${command.name} --help shows what it takes.`,
      cause: error,
    });
  }
}

/** Tells whether the help of a command is asked for; what stands behind `--` is no option. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

/** The help of one command, line by line. */
export function commandHelp(command: Command): string[] {
  const { name, takes, summary, example, notes = [] } = command;
  return [
    `holdfast ${name} ${takes}`,
    "",
    `  ${summary}`,
    "",
    "Options:",
    ...optionLines(command),
    line("-h, --help", "this text"),
    ...(notes.length > 0 ? ["", ...notes] : []),
    "",
    "Example:",
    `  ${example}`,
  ];
}

/** A command in the list of all. */
export function shortHelp(command: Command): string[] {
  return [`  ${`${command.name} ${command.takes}`.padEnd(26)}${command.summary}`];
}

function optionLines({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const short = option.short === undefined ? "" : `-${option.short}, `;
    const [first = "", ...more] = option.help.split("\n");
    const value = option.value === undefined ? "" : ` ${option.value}`;
    return [line(`${short}--${name}${value}`, first), ...more.map((text) => line("", text))];
  });
}

function line(left: string, right: string): string {
  return `  ${left.padEnd(28)}${right}`.trimEnd();
}
