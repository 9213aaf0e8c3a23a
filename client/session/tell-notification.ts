import { durationText, type Notification } from "../../kernels/protocol/index.ts";
import type { Toast } from "../commands/toasts.ts";

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
  { name, path, outcome, durationMs }: Notification,
  facts: { readonly open: () => void; readonly seen: () => void },
): Omit<Toast, "id"> {
  return {
    text: `${name} ${WORDS[outcome]}, ${durationText(Math.round(durationMs / 1000))}`,
    detail: path,
    isError: outcome === "error" || outcome === "died",
    isKept: true,
    action: { label: "Show", run: facts.open },
    closed: facts.seen,
  };
}
