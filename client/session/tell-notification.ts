import { durationText, type Notification } from "../../kernels/protocol/index.ts";
import type { Toast } from "../commands/toasts.ts";
import { notificationSeen } from "../store/lock-calls.ts";

const WORDS: Readonly<Record<Notification["outcome"], string>> = {
  ok: "is done",
  error: "has failed",
  cancelled: "was cancelled",
  died: "ended with its kernel",
  skipped: "was skipped",
  superseded: "was replaced by a newer run",
};

/** What ended unseen, as a message that stays until it is closed. */
export function notificationToast(
  { n, name, path, outcome, durationMs }: Notification,
  open: () => void,
): Omit<Toast, "id"> {
  return {
    text: `${name} ${WORDS[outcome]}, ${durationText(Math.round(durationMs / 1000))}`,
    detail: path,
    isError: outcome === "error" || outcome === "died",
    isKept: true,
    action: { label: "Show", run: open },
    closed: () => void notificationSeen(n).catch(() => undefined), // it stays for the next page
  };
}
