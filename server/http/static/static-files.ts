import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { HoldfastError } from "../../../kernels/protocol/index.ts";
import type { PageKeys } from "../access/credentials.ts";
import { CHARTS_POLICY, framePolicy } from "../core/headers.ts";
import type { Route, RouteContext } from "../core/route.ts";
import { ENTER_SCRIPT, ENTER_SCRIPT_PATH, movingOnPage } from "../core/token-pages.ts";
import { chooseEncoding, compress, type Encoding, isCompressible } from "./compression.ts";
import { mediaType } from "./media-types.ts";

/** What a browser is given that came with the token or a one-time code. */
export interface Entered {
  /** The Set-Cookie line. */
  readonly setCookie: string;
  readonly keys: PageKeys;
}

/** The frame of active output; under its second name it may also run the output's scripts. */
const FRAME = "/frame.html";
const RUNNING_FRAME = "/frame-run.html";

/** The built client: URL path → file, from a list made at start; nothing is looked up by name on the disk (S10). */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, string>;
  /** Files of assets/ in an encoding, each made when it is first asked for. */
  readonly #compressed = new Map<string, Promise<Uint8Array>>();

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /** @param folder `dist/client`; when it does not exist the list is empty */
  static async list(folder: string): Promise<StaticFiles> {
    const files = new Map<string, string>();
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(folder.replace(/\/$/, "").length).replaceAll("\\", "/");
      if (entry.isFile() && !path.includes("/.") && !path.endsWith(".map")) files.set(path, file);
    }
    const frame = files.get(FRAME);
    if (frame !== undefined) files.set(RUNNING_FRAME, frame);
    return new StaticFiles(files);
  }

  /**
   * The routes of the client: its page for `/` and `/notebooks/*`, and each listed file.
   *
   * @param enter gives what a browser gets that came with the token or a one-time code
   */
  routes(enter: (context: RouteContext) => Entered): Route[] {
    const page = (context: RouteContext): Promise<Response> | Response => {
      const { target, session } = context.env;
      if (target.token === undefined && target.code === undefined)
        return this.#answer("/index.html", context);
      // A browser with a cookie that follows a used link only moves on: its keys it has, or it has lost them.
      const entered = session.via === "cookie" ? undefined : enter(context);
      return enteredResponse(target.path === "/", entered);
    };
    const paths = [...this.#files.keys()].filter((path) => path !== "/index.html");
    return [
      { method: "GET", path: "/", handle: page },
      { method: "GET", path: "/notebooks/*", handle: page },
      { method: "GET", path: ENTER_SCRIPT_PATH, handle: () => enterScript() },
      ...paths.map(
        (path): Route => ({
          method: "GET",
          path,
          handle: (context) => this.#answer(path, context),
        }),
      ),
    ];
  }

  /** Tells whether an address is a part of the page: it holds nothing of the person whose page it is. */
  isShell(path: string): boolean {
    return (
      path === "/" ||
      path.startsWith("/notebooks/") ||
      path === ENTER_SCRIPT_PATH ||
      this.#files.has(path)
    );
  }

  async #answer(path: string, context: RouteContext): Promise<Response> {
    const file = this.#files.get(path);
    if (file === undefined) {
      throw new HoldfastError("HF_NOT_FOUND", "The page was not built", {
        action: "Run npm run build, then start again.",
      });
    }
    const { type } = mediaType(path);
    const headers: Record<string, string> = { "Content-Type": type };
    if (path === "/charts.html") headers["Content-Security-Policy"] = CHARTS_POLICY;
    const bytes = await readFile(file);
    if (file.endsWith(FRAME)) {
      headers["Content-Security-Policy"] = framePolicy(bytes.toString(), path === RUNNING_FRAME);
      headers["X-DNS-Prefetch-Control"] = "off";
    }
    // Files in assets/ have a hash of their content in their name.
    if (!path.startsWith("/assets/")) return new Response(bytes, { headers });
    headers["Cache-Control"] = "private, max-age=31536000, immutable";
    if (!isCompressible(type, bytes.length)) return new Response(bytes, { headers });
    headers.Vary = "Accept-Encoding";
    const encoding = chooseEncoding(context.req.header("accept-encoding"));
    if (encoding === undefined) return new Response(bytes, { headers });
    headers["Content-Encoding"] = encoding;
    return new Response(await this.#compress(path, bytes, encoding), { headers });
  }

  #compress(path: string, bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
    const key = `${encoding} ${path}`;
    const made = this.#compressed.get(key) ?? compress(bytes, encoding);
    this.#compressed.set(key, made);
    return made;
  }
}

/** The page that moves on with what a browser was given. */
export function enteredResponse(isRoot: boolean, entered: Entered | undefined): Response {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    ...(entered && { "Set-Cookie": entered.setCookie }),
  };
  return new Response(movingOnPage(isRoot, entered?.keys), { headers });
}

function enterScript(): Response {
  return new Response(ENTER_SCRIPT, { headers: { "Content-Type": "text/javascript" } });
}
