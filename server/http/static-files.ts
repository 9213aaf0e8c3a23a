import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { FRAME_POLICY } from "./headers.ts";
import { mediaType } from "./media-types.ts";
import type { Route, RouteContext } from "./route.ts";
import { movingOnPage } from "./token-pages.ts";

/** The built client: URL path → file, from a list made at start; nothing is looked up by name on the disk (S10). */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, string>;

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
    return new StaticFiles(files);
  }

  /**
   * The routes of the client: its page for `/` and `/notebooks/*`, and each listed file.
   *
   * @param makeCookie gives the Set-Cookie line for a session that came with `?token=`
   */
  routes(makeCookie: () => string): Route[] {
    const page = (context: RouteContext): Promise<Response> | Response => {
      if (context.env.target.token === undefined) return this.#answer("/index.html");
      const html = movingOnPage(context.env.target.path === "/");
      return new Response(html, {
        headers: { "Content-Type": "text/html; charset=utf-8", "Set-Cookie": makeCookie() },
      });
    };
    const paths = [...this.#files.keys()].filter((path) => path !== "/index.html");
    return [
      { method: "GET", path: "/", handle: page },
      { method: "GET", path: "/notebooks/*", handle: page },
      ...paths.map((path): Route => ({ method: "GET", path, handle: () => this.#answer(path) })),
    ];
  }

  async #answer(path: string): Promise<Response> {
    const file = this.#files.get(path);
    if (file === undefined) {
      throw new HoldfastError("HF_NOT_FOUND", "The page was not built", {
        action: "Run npm run build, then start again.",
      });
    }
    const headers: Record<string, string> = { "Content-Type": mediaType(path).type };
    if (path === "/frame.html") headers["Content-Security-Policy"] = FRAME_POLICY;
    // Files in assets/ have a hash of their content in their name.
    if (path.startsWith("/assets/"))
      headers["Cache-Control"] = "private, max-age=31536000, immutable";
    return new Response(await readFile(file), { headers });
  }
}
