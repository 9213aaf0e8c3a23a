import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { HoldfastError } from "../kernels/protocol/index.ts";
import { distFolder } from "./base/dist-folder.ts";
import { startTicksOf } from "./base/process-start.ts";
import type { Config } from "./config/config.ts";
import { serverRoutes } from "./http/api/all-routes.ts";
import type { Log } from "./http/core/log.ts";
import { type HttpServer, startHttpServer } from "./http/server.ts";
import { StaticFiles } from "./http/static/static-files.ts";
import { LIVE_EVENTS, LIVE_PREFIX, LiveServer } from "./live/live-server.ts";
import { Services } from "./services.ts";
import {
  ownToken,
  readOrMakeSecret,
  removeServerFile,
  writeServerFile,
} from "./store/state-folder.ts";

/** A running server. */
export interface HoldfastServer {
  /** A new link that a person opens, once. */
  makeLink(): string;
  readonly port: number;
  /** Tabs are told, cells end as cancelled, everything is saved. Calling it again is harmless. */
  close(): Promise<void>;
}

/**
 * Starts a server: the store first (it proves that nobody else owns the folder), then kernels and sessions,
 * then HTTP.
 *
 * @throws HoldfastError HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_STORE_VERSION, HF_PORT_IN_USE, HF_USAGE
 */
export async function openServer(
  config: Config,
  facts: { readonly version: string; readonly log: Log },
): Promise<HoldfastServer> {
  const { log, version } = facts;
  const startedAt = Date.now();
  const services = await Services.open({
    root: config.root,
    stateFolder: config.stateFolder,
    autoResume: true,
    storage: config.storage,
    ...(config.kernelMemoryMb !== undefined && { heapMb: config.kernelMemoryMb }),
    ...(config.maxKernels !== undefined && { maxKernels: config.maxKernels }),
    warn: (text) => log.warn(text),
    onFault: (error) => log.error("A notebook had a fault", error),
  });
  const { sessions, outputs, locks, events, notifications, runs, notebooks, watch } = services;
  const { resumes, kept, left } = services;
  const startTicks = startTicksOf(process.pid);
  const proofKey = randomBytes(32).toString("hex");
  const live = new LiveServer(sessions, { events, notifications });
  let http: HttpServer;
  const makeLink = (): string => `${http.url}/?code=${http.gate.makeCode()}`;
  try {
    // The store is open, so this server owns the state folder: only now may it write there (S33).
    const token = await ownToken(config.stateFolder, config.token);
    const sessionKey = await readOrMakeSecret(config.stateFolder, "session-key");
    log.hide(token);
    http = await startHttpServer({
      config,
      secrets: { token, sessionKey, proofKey },
      services: {
        root: config.root,
        version,
        log,
        openNotebooks: sessions,
        routes: serverRoutes({
          root: config.root,
          runs,
          resumes,
          kept,
          left,
          locks,
          events,
          notebooks,
          watch,
          notifications,
          outputs,
          makeLink,
        }),
        staticFiles: await StaticFiles.list(fileURLToPath(new URL("client/", distFolder()))),
        status: () => ({
          startedAt,
          lastActivityAt: live.lastActivityAt,
          kernels: sessions.all.length,
          connections: live.connections,
        }),
      },
      upgrade: (path, session, places) => {
        const kind =
          path === LIVE_EVENTS ? "news" : path.startsWith(LIVE_PREFIX) ? "tab" : undefined;
        if (!kind) throw new HoldfastError("HF_NOT_FOUND", `${path.slice(0, 200)} is not served`);
        const release = places.take(kind, session);
        return (request, socket, head) =>
          live.upgrade(request, socket, head, { path, signal: session.signal, release });
      },
    });
    await writeServerFile(config.stateFolder, {
      pid: process.pid,
      startTime: startedAt,
      startTicks,
      url: http.url,
      local: http.local,
      proofKey,
    });
  } catch (error) {
    await services.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await live.close();
    await http.close();
    // While the store is ours: afterwards the file may be that of the next server.
    await removeServerFile(config.stateFolder);
    await services.close();
  };
  return {
    makeLink,
    port: http.port,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
