const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A number of ms, or a text such as "250ms", "30s", "5m", "2h"; undefined when it is neither or below 0. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(value) : null;
  return match ? Number(match[1]) * UNITS[match[2]!]! : undefined;
}
