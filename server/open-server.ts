import { fileURLToPath } from "node:url";
import type { Config } from "./config/config.ts";
import { checkpointRoutes } from "./http/checkpoint-routes.ts";
import { eventRoutes } from "./http/event-routes.ts";
import { lockRoutes } from "./http/lock-routes.ts";
import type { Log } from "./http/log.ts";
import { outputRoutes } from "./http/output-routes.ts";
import { runRoutes } from "./http/run-routes.ts";
import { type HttpServer, startHttpServer } from "./http/server.ts";
import { StaticFiles } from "./http/static-files.ts";
import { distFolder } from "./kernel/child-process.ts";
import { LIVE_EVENTS, LIVE_PREFIX, LiveServer } from "./live/live-server.ts";
import { Services } from "./services.ts";
import { removeServerFile, writeServerFile } from "./store/state-folder.ts";

/** A running server. */
export interface HoldfastServer {
  /** What a person opens, with the token. */
  readonly address: string;
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
  const live = new LiveServer(sessions, { events, notifications });
  let http: HttpServer;
  try {
    http = await startHttpServer({
      config,
      services: {
        root: config.root,
        version,
        log,
        openNotebooks: sessions,
        routes: [
          ...runRoutes(config.root, runs, services.resumes),
          ...checkpointRoutes(services.kept),
          ...lockRoutes({ locks, events, notebooks, watch }),
          ...eventRoutes(events, notifications),
          ...outputRoutes(outputs),
        ],
        staticFiles: await StaticFiles.list(fileURLToPath(new URL("client/", distFolder()))),
        status: () => ({
          startedAt,
          lastActivityAt: live.lastActivityAt,
          kernels: sessions.all.length,
          connections: live.connections,
        }),
      },
      upgrade: (path, request, socket, head, session) => {
        if (path.startsWith(LIVE_PREFIX) || path === LIVE_EVENTS)
          live.upgrade(request, socket, head, { path, session });
        else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      },
    });
  } catch (error) {
    await services.close();
    throw error;
  }
  await writeServerFile(config.stateFolder, {
    pid: process.pid,
    startTime: startedAt,
    url: http.url,
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await live.close();
    await http.close();
    await services.close();
    await removeServerFile(config.stateFolder);
  };
  return {
    address: `${http.url}/?token=${encodeURIComponent(config.token)}`,
    port: http.port,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
