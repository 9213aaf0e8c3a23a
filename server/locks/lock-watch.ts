import type { Audit } from "./audit.ts";
import type { LeaseRecord } from "./lease-records.ts";
import type { LockChange } from "./lock-driver.ts";

/** Writes of a lock that was taken from its holder: a line in the log, an entry in the audit. */
export function watchLocks(audit: Audit, warn: (text: string) => void) {
  return {
    follow({ type, key, held, reason }: LockChange): void {
      const { owner: holder, user } = held;
      if (type === "warned")
        warn(`${holder} of ${user} has held ${key} without a sign of life for long`);
      if (type === "ending" && reason === "stall")
        tell("stale-cleared", "cleared stale lock: no sign of life for too long");
      if (type === "ending" && reason === "preempt")
        tell("preempted", "something urgent takes its place");
      if (type === "voided" && reason === "lease") tell("expired", "no heartbeat for 15 s");
      if (type === "voided" && reason !== "lease")
        tell("expired", `it did not end when it was told to (${reason})`);

      function tell(event: "stale-cleared" | "preempted" | "expired", detail: string): void {
        warn(`${key}, held by ${holder} of ${user}: ${detail}`);
        audit.write({ event, key, holder, user, detail });
      }
    },
    /** What a server left that was killed. */
    restarted(left: readonly LeaseRecord[]): void {
      for (const { key, owner: holder, user, since } of left) {
        const detail = `released: its server was killed; it was held since ${new Date(since).toISOString()}`;
        warn(`${key}, held by ${holder} of ${user}: ${detail}`);
        audit.write({ event: "restart", key, holder, user, detail });
      }
    },
    /** A person released a lock by force. */
    forced(facts: { key: string; holder: string; user: string; by: string; why: string }): void {
      const { key, holder, user, by, why } = facts;
      const detail = `released by force${why === "" ? "" : `: ${why}`}`;
      warn(`${key}, held by ${holder} of ${user}: ${detail} (by ${by})`);
      audit.write({ event: "forced", key, holder, user, by, detail });
    },
  };
}
export type LockWatch = ReturnType<typeof watchLocks>;
