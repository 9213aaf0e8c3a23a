/** How often each fault is made: a few times in `npm test`, `FAULT_ROUNDS` times in `npm run faults`. */
export function rounds(few: number): number {
  const asked = Number(process.env.FAULT_ROUNDS ?? "");
  return Number.isInteger(asked) && asked > 0 ? asked : few;
}

/** A row of the table that `npm run faults` prints. */
export function report(row: Readonly<Record<string, string | number>>): void {
  if (process.env.FAULT_ROUNDS === undefined) return;
  const facts = Object.entries({ node: process.version, ...row }).map(([k, v]) => `${k} ${v}`);
  process.stdout.write(`FAULT ${facts.join(" · ")}\n`);
}
