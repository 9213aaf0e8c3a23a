import { HoldfastError } from "../../kernels/protocol/index.ts";
import { ownVersion } from "../base/version.ts";
import { readConfig } from "../config/config.ts";
import { ENTRY_CODE_MINUTES } from "../http/access/entry-codes.ts";
import { Log } from "../http/core/log.ts";
import { openServer } from "../open-server.ts";
import { readServerFile } from "../store/state-folder.ts";
import { type Command, readArgs } from "./command.ts";
import { openBrowser } from "./open-browser.ts";
import { complain, say } from "./say.ts";

export const SERVE = {
  name: "serve",
  takes: "[folder]",
  summary: "serve a folder of notebooks (default: the current one)",
  options: {
    port: { type: "string", value: "P", help: "default 8888, or the next free one" },
    host: { type: "string", value: "H", help: "default 127.0.0.1" },
    "token-file": {
      type: "string",
      value: "FILE",
      help: "a file with the token; or in $HOLDFAST_TOKEN\ndefault: made once and kept in the state folder",
    },
    token: {
      type: "string",
      value: "T",
      help: "the same, but others on this machine can read arguments",
    },
    "allow-host": {
      type: "string",
      multiple: true,
      value: "NAME[:PORT]",
      help: "another name that this server is reached by;\nmay be given more than once",
    },
    "public-url": {
      type: "string",
      value: "URL",
      help: "the address behind a proxy, when it differs",
    },
    "kernel-memory": {
      type: "string",
      value: "MB",
      help: "heap limit of a kernel (default: 4096)",
    },
    "max-kernels": { type: "string", value: "N", help: "the most kernels at a time (default: 32)" },
    "no-open": { type: "boolean", default: false, help: "do not open a browser" },
  },
  example: "holdfast serve notebooks --port 9000 --no-open",
} as const satisfies Command;

/** Exit code after an error that nobody expected (S21). */
const SOFTWARE = 70;

/** `holdfast serve`: serves until Ctrl-C, then saves and ends. */
export async function serve(argv: readonly string[]): Promise<number> {
  const config = await readConfig({ options: readOptions(argv), env: process.env });
  for (const warning of config.warnings) complain(`holdfast: ${warning}`);
  const log = new Log({ write: (line) => process.stderr.write(line) });
  const version = await ownVersion();
  const server = await openServer(config, { version, log }).catch(async (error: unknown) => {
    throw await withOwner(error, config.stateFolder);
  });
  const stopped = untilStopped(() => server.close(), log); // before anybody is told where it is
  const link = server.makeLink();
  say(
    `holdfast ${version} serves ${config.root}`,
    "",
    `    ${link}`,
    "",
    `This one-time link opens once, within ${ENTRY_CODE_MINUTES} minutes; that browser then stays signed in.`,
    "For another browser, or when it was used: holdfast status prints a new link.",
    "Ctrl-C stops it; running cells end, everything is saved.",
  );
  if (config.open) openBrowser(server.makeLink());
  return stopped;
}

function readOptions(argv: readonly string[]): Parameters<typeof readConfig>[0]["options"] {
  const { values, positionals } = readArgs(SERVE, argv);
  if (positionals.length > 1)
    throw new HoldfastError("HF_USAGE", "holdfast serve takes one folder", {
      got: `${positionals.length} folders`,
    });
  const { port, host, token } = values;
  return {
    folder: positionals[0],
    port,
    host,
    token,
    tokenFile: values["token-file"],
    allowHosts: values["allow-host"],
    publicUrl: values["public-url"],
    kernelMemory: values["kernel-memory"],
    maxKernels: values["max-kernels"],
    open: !values["no-open"],
  };
}

/** Waits for a signal; an error that nobody caught closes in order and tells by the exit code (S21). */
async function untilStopped(close: () => Promise<void>, log: Log): Promise<number> {
  const code = await new Promise<number>((resolve) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) process.exit(130);
      isStopping = true;
      say("", "Stopping…");
      resolve(0);
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    process.on("SIGHUP", stop);
    const fail = (error: unknown): void => {
      log.error(
        "An error that nobody expected; the journal is flushed, then the server ends",
        error,
      );
      resolve(SOFTWARE);
    };
    process.on("uncaughtException", fail);
    process.on("unhandledRejection", fail);
  });
  const timer = setTimeout(() => process.exit(SOFTWARE), 15_000);
  await close();
  clearTimeout(timer);
  process.exit(code);
}

/** A second server on one folder is told where the first is. */
async function withOwner(error: unknown, stateFolder: string): Promise<unknown> {
  if (!(error instanceof HoldfastError) || error.code !== "HF_STORE_LOCKED") return error;
  const owner = await readServerFile(stateFolder);
  if (!owner) return error;
  return new HoldfastError(
    "HF_STORE_LOCKED",
    `holdfast already serves this folder at ${owner.url} (process ${owner.pid})`,
    {
      action: "holdfast status prints a link that opens it; or stop it first.",
      cause: error,
    },
  );
}
