import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { describeValue, HoldfastError } from "../../kernels/protocol/index.ts";
import { makeStateFolder, stateFolderPath } from "../store/state-folder.ts";
import { isLoopback } from "./hosts.ts";
import { readKernelMemory } from "./kernel-memory.ts";
import { readStorageRules, type StorageRules } from "./storage-rules.ts";
import { argumentWarning, readToken } from "./token.ts";

/** What the command line gave; nothing is checked yet. */
export interface ConfigOptions {
  /** Default: the working folder. */
  readonly folder?: string | undefined;
  readonly port?: string | number | undefined;
  readonly host?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly allowHosts?: readonly string[] | undefined;
  readonly publicUrl?: string | undefined;
  /** MiB. */
  readonly kernelMemory?: string | undefined;
  readonly maxKernels?: string | undefined;
  /** false for `--no-open`. */
  readonly open?: boolean | undefined;
}

/** A complete configuration: nothing later asks again. */
export interface Config {
  /** The served folder, absolute and real. */
  readonly root: string;
  /** Left out: 8888 or the next free one. */
  readonly port?: number;
  readonly host: string;
  /** The token that was given; left out, the one of the state folder. */
  readonly token?: string;
  readonly stateFolder: string;
  readonly allowHosts: readonly string[];
  /** An origin, without a slash at the end. */
  readonly publicUrl?: string;
  /** Heap limit of a kernel in MiB, when it differs from the usual one. */
  readonly kernelMemoryMb?: number;
  /** The most kernels at a time, when it differs from the usual number. */
  readonly maxKernels?: number;
  readonly storage: StorageRules;
  /** Open a browser. */
  readonly open: boolean;
  /** What a person should read before the server starts: who can reach it, what others can see. */
  readonly warnings: readonly string[];
}

/**
 * Reads the configuration and makes the state folder; it writes nothing there, as another server may own it.
 *
 * @throws HoldfastError HF_FOLDER_INVALID, HF_USAGE, HF_TOKEN_REQUIRED (S8), HF_TOKEN_WEAK, HF_STATE_UNWRITABLE: all
 *   are wrong usage, exit code 2
 */
export async function readConfig(input: {
  readonly options: ConfigOptions;
  readonly env: NodeJS.ProcessEnv;
}): Promise<Config> {
  const { options, env } = input;
  const root = await readRoot(options.folder ?? ".");
  const port = readPort(options.port);
  const host = readHost(options.host);
  const allowHosts = (options.allowHosts ?? []).map(readAllowHost);
  const publicUrl = readPublicUrl(options.publicUrl);
  const others = othersWho({ host, allowHosts, publicUrl });
  const { token: argument, tokenFile } = options;
  const token = readToken({ token: argument, tokenFile, env }, others);
  const kernelMemoryMb = readKernelMemory(options.kernelMemory);
  const maxKernels = readMaxKernels(options.maxKernels);
  const storage = readStorageRules(env);
  const stateFolder = await stateFolderPath(root, env);
  refuseServedState(root, stateFolder);
  if (tokenFile !== undefined)
    refuseServed(root, await realpath(tokenFile), "The token file would be served to every client");
  await makeStateFolder(stateFolder);
  refuseServedState(root, await realpath(stateFolder));
  return {
    root,
    ...(port !== undefined && { port }),
    host,
    ...(token !== undefined && { token }),
    stateFolder,
    allowHosts,
    ...(publicUrl !== undefined && { publicUrl }),
    ...(kernelMemoryMb !== undefined && { kernelMemoryMb }),
    ...(maxKernels !== undefined && { maxKernels }),
    storage,
    open: options.open !== false && hasDisplay(env),
    warnings: [
      argumentWarning({ token: argument }),
      others && `${others}: whoever has the token can do on this machine what you can.`,
    ].filter((text) => text !== undefined),
  };
}

async function readRoot(folder: string): Promise<string> {
  const path = resolve(folder);
  try {
    const root = await realpath(path);
    if (!(await stat(root)).isDirectory())
      throw new HoldfastError("HF_FOLDER_INVALID", `${path} is a file, not a folder`);
    await access(root, constants.R_OK | constants.X_OK);
    return root;
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const detail = `${path} ${isMissing ? "does not exist" : "cannot be read"}`;
    throw new HoldfastError("HF_FOLDER_INVALID", detail, { cause: error });
  }
}

function readPort(port: string | number | undefined): number | undefined {
  if (port === undefined) return undefined;
  const number = typeof port === "number" ? port : /^\d{1,5}$/.test(port) ? Number(port) : -1;
  if (Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw usage("--port is not a port", port, "a number from 0 to 65535; 0 = any free port");
}

function readMaxKernels(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw usage("--max-kernels is not a number of kernels", given, "1 to 9999");
}

function readHost(host = "127.0.0.1"): string {
  if (/^(\[?[0-9a-f:.]+\]?|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/i.test(host)) return host;
  throw usage("--host is not a host", host, "a name or an address of this machine");
}

/** Who but this machine can reach the server, in words; undefined when nobody can. */
function othersWho(facts: {
  readonly host: string;
  readonly allowHosts: readonly string[];
  readonly publicUrl: string | undefined;
}): string | undefined {
  const { host, allowHosts, publicUrl } = facts;
  if (!isLoopback(host)) return `${host} can be reached from other machines`;
  if (publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname))
    return `${publicUrl} can be reached from other machines`;
  const name = allowHosts.find((allowed) => !isLoopback(allowed.replace(/:\d+$/, "")));
  return name === undefined ? undefined : `${name} may be a name for other machines`;
}

function readAllowHost(given: string): string {
  const host = given.toLowerCase();
  if (/^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/.test(host)) return host;
  throw usage("--allow-host is not a host", given, "name or name:port");
}

function readPublicUrl(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isOrigin = url?.pathname === "/" && url.search === "" && url.hash === "" && !url.username;
  if (isOrigin && (url.protocol === "http:" || url.protocol === "https:")) return url.origin;
  throw usage("--public-url is not the address of a server", given, "https://name[:port]");
}

/** The token lies outside of what is served (S7): not below the root, unless in a folder that S10 hides. */
function refuseServedState(root: string, stateFolder: string): void {
  refuseServed(root, stateFolder, "The state folder would be served to every client");
}

function refuseServed(root: string, path: string, what: string): void {
  const inside = relative(root, path);
  const names = inside.split(sep);
  if (names[0] === ".." || names.some((name) => name.startsWith("."))) return;
  throw new HoldfastError("HF_USAGE", what, {
    got: `${path} in ${root}`,
    expected: "a place outside of the served folder; $HOLDFAST_STATE chooses the state folder",
  });
}

function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

function usage(what: string, got: unknown, expected: string): HoldfastError {
  return new HoldfastError("HF_USAGE", what, { got: describeValue(got), expected });
}
