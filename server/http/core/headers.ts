import { createHash } from "node:crypto";

/** What pages of the client may do (CLIENT section 5): no inline script, nothing from elsewhere, no frame around. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The frame that shows active output: an origin of its own, no network (S13). Only its own script runs, which is
 * named by its digest, so neither what it shows nor a frame inside of it can run anything.
 *
 * @param runs that script may evaluate the output's own scripts
 */
export function framePolicy(page: string, runs: boolean): string {
  const own = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  return [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${[...own, ...(runs ? ["'unsafe-eval'"] : [])].join(" ") || "'none'"}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "frame-ancestors 'self'",
    ...(runs ? ["require-trusted-types-for 'script'", "trusted-types default"] : []),
  ].join("; ");
}

/** The hidden frame in whose worker charts are worked out: an origin of its own, no network (S12, S26). */
export const CHARTS_POLICY = [
  "sandbox allow-scripts",
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "worker-src blob:",
  "frame-ancestors 'self'",
].join("; ");

/** Files of the served folder: whatever they are, they run nothing and load nothing (S13). */
export const FILE_POLICY = "sandbox; default-src 'none'";

/** Headers of every answer; a route may replace the policy and the caching. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": PAGE_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
};
