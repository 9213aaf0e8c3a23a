import { ageText, PROVENANCE_MIME, type Provenance, percentOf } from "../../protocol/index.ts";
import { mimeBundle } from "../display/mime-bundle.ts";
import type { Output } from "../process/output.ts";

type Said =
  | {
      readonly kind: "reused";
      readonly at: number;
      readonly by: string;
      readonly items: number | null;
      readonly isOld?: boolean;
    }
  | {
      readonly kind: "begun";
      readonly name: string;
      readonly step: number;
      readonly total: number | null;
      readonly attempt: number;
      readonly differences: readonly string[];
    }
  | { readonly kind: "estimate" | "sample"; readonly text: string }
  | { readonly kind: "paused"; readonly step: number; readonly total: number | null }
  | {
      readonly kind: "partial";
      readonly outcome: "failed" | "cancelled";
      readonly n: number;
      readonly of: number | null;
      readonly value: unknown;
    };

/** Says under the cell where its result comes from, when it is not simply live: resumed, partial, from before. */
export async function sayProvenance(output: Output, said: Said): Promise<void> {
  switch (said.kind) {
    case "reused": {
      const items = said.items === null ? [] : [itemsText(said.items)];
      const old = said.isOld ? ["a newer one is being made"] : [];
      const facts = [`from ${ageText(Date.now() - said.at)}`, ...items, `by ${said.by}`, ...old];
      show(output, { kind: "reused", text: facts.join(" · ") });
      return;
    }
    case "estimate":
    case "sample":
      show(output, said);
      return;
    case "begun": {
      if (said.differences.length > 0)
        show(output, {
          kind: "anew",
          text: `begins anew: ${said.differences.join(", ")} changed; the unfinished run is kept for 7 days`,
        });
      if (said.step === 0) return;
      show(output, {
        kind: "resumed",
        text: `resumed from ${whereOf(said)} · attempt ${said.attempt}`,
      });
      return;
    }
    case "paused":
      show(output, {
        kind: "paused",
        text: `paused at ${whereOf(said)} for something urgent; it goes on by itself`,
      });
      return;
    default: {
      const count = said.of === null ? `${said.n}` : `${said.n} of ${said.of}`;
      await showPartial(output, { kind: "partial", text: `partial · ${count}` }, said.value);
    }
  }
}

/** "1 item", "3,707 items". */
export function itemsText(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "item" : "items"}`;
}

function whereOf({
  step,
  total,
}: {
  readonly step: number;
  readonly total: number | null;
}): string {
  const share = percentOf(step, total);
  return share === undefined ? `step ${step}` : `${share} %`;
}

function show(output: Output, provenance: Provenance): void {
  const data = { [PROVENANCE_MIME]: { ...provenance }, "text/plain": `[${provenance.text}]` };
  output.say("display_data", { data, metadata: {} });
}

/** What a run had when it ended early, marked. */
async function showPartial(output: Output, provenance: Provenance, value: unknown): Promise<void> {
  show(output, provenance);
  if (value === undefined) return;
  const data = await mimeBundle(value);
  output.say("display_data", { data, metadata: {} });
}
