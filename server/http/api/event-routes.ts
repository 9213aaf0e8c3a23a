import { HoldfastError } from "../../../kernels/protocol/index.ts";
import type { LockEvents, ServerEvent } from "../../locks/lock-events.ts";
import type { Notifications } from "../../store/notifications.ts";
import { pushStream } from "../core/push-stream.ts";
import { type Route, type RouteContext, segmentOf } from "../core/route.ts";

const PING_MS = 15_000;

/** What happens to locks, as server-sent events, and the notifications that wait (docs/locks.md, HTTP). */
export function eventRoutes(events: LockEvents, notifications: Notifications): Route[] {
  return [
    {
      method: "GET",
      path: "/api/events",
      place: "events",
      handle: (context) => stream(context, events),
    },
    {
      method: "GET",
      path: "/api/notifications",
      handle: (context) => context.json({ notifications: notifications.all }),
    },
    {
      method: "DELETE",
      path: "/api/notifications/:n",
      handle: async (context) => {
        const n = segmentOf(context, 2);
        if (/^\d{1,15}$/.test(n) && (await notifications.seen(Number(n))))
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
  const body = pushStream(context.env, (push) => {
    const say = (event: ServerEvent): void =>
      push(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    for (const event of missed ?? events.snapshot()) say(event);
    const stop = events.listen(say);
    const ping = setInterval(() => push(": still here\n\n"), PING_MS).unref();
    return () => {
      stop();
      clearInterval(ping);
    };
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}
