import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { LockEvents, ServerEvent } from "../locks/lock-events.ts";
import type { Notifications } from "../store/notifications.ts";
import type { Route, RouteContext } from "./route.ts";

/** A reader that takes nothing for so long is let go: so many bytes may wait. */
const MAX_WAITING = 1024 * 1024;
const PING_MS = 15_000;

/** What happens to locks, as server-sent events, and the notifications that wait (docs/locks.md, HTTP). */
export function eventRoutes(events: LockEvents, notifications: Notifications): Route[] {
  return [
    { method: "GET", path: "/api/events", handle: (context) => stream(context, events) },
    {
      method: "GET",
      path: "/api/notifications",
      handle: (context) => context.json({ notifications: notifications.all }),
    },
    {
      method: "DELETE",
      path: "/api/notifications/:n",
      handle: async (context) => {
        if (await notifications.seen(Number(context.req.param("n"))))
          return new Response(null, { status: 204 });
        throw new HoldfastError("HF_NOT_FOUND", "There is no notification of that number");
      },
    },
  ];
}

/** Everything after `Last-Event-ID`, or first the state of all locks that are held. */
function stream(context: RouteContext, events: LockEvents): Response {
  const last = Number(context.req.header("last-event-id") ?? Number.NaN);
  const missed = Number.isInteger(last) ? events.since(last) : undefined;
  const encoder = new TextEncoder();
  let end = (): void => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string): void => {
          if ((controller.desiredSize ?? 0) < -MAX_WAITING) controller.error(new Error("too slow"));
          else controller.enqueue(encoder.encode(text));
        };
        const say = (event: ServerEvent): void =>
          send(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
        for (const event of missed ?? events.snapshot()) say(event);
        const stop = events.listen((event) => {
          try {
            say(event);
          } catch {
            end(); // the reader has gone
          }
        });
        const ping = setInterval(() => send(": still here\n\n"), PING_MS).unref();
        end = () => {
          stop();
          clearInterval(ping);
        };
        context.env.session.signal.addEventListener("abort", () => {
          end();
          controller.close();
        });
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}
