/** How long ago something was, in words: "12 s ago", "5 min ago", "2.3 hours ago", "3 days ago". */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = seconds / 3600;
  if (hours < 24) return `${tenths(hours, "hour")} ago`;
  return `${tenths(hours / 24, "day")} ago`;
}

function tenths(value: number, unit: string): string {
  const text = value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));
  return `${text} ${unit}${text === "1" ? "" : "s"}`;
}
