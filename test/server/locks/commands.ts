import fc from "fast-check";
import { leaseTimes } from "../../../server/locks/lock-state.ts";
import type { Authority } from "./authority.ts";

export type Command =
  | { readonly type: "acquire" | "withdraw"; readonly client: number }
  /** `grant` counts from the newest grant backwards: 0 is the newest token, 1 the one before, … */
  | { readonly type: "release" | "renew" | "save"; readonly grant: number }
  | { readonly type: "tick"; readonly ms: number }
  | { readonly type: "wallJump"; readonly ms: number }
  | { readonly type: "restart" };

const client = fc.integer({ min: 0, max: 3 });
const grantBack = fc.integer({ min: 0, max: 6 });

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("acquire" as const), client }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("withdraw" as const), client }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("release" as const), grant: grantBack }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("renew" as const), grant: grantBack }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("save" as const), grant: grantBack }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("tick" as const),
      ms: fc.integer({ min: 0, max: 20_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("wallJump" as const),
      ms: fc.integer({ min: -3_600_000, max: 3_600_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart" as const) }) },
);

/** What is right, kept apart from the code under test: who holds, until when, who waits. */
class Oracle {
  holder: { client: string; token: string; until: number } | undefined;
  queue: string[] = [];
  newest = "";
}

/** Runs commands; throws at the first thing that is not as the rules of docs/locks.md say. */
export function checkCommands(authority: Authority, commands: readonly Command[]): void {
  const oracle = new Oracle();
  for (const step of commands) {
    apply(authority, oracle, step);
    expire(authority, oracle);
    serve(authority, oracle);
    compare(authority, oracle, step);
  }
}

function apply(authority: Authority, oracle: Oracle, step: Command): void {
  switch (step.type) {
    case "acquire": {
      const name = `client-${step.client}`;
      authority.acquire(name);
      if (oracle.holder?.client !== name && !oracle.queue.includes(name)) oracle.queue.push(name);
      return;
    }
    case "withdraw":
      authority.withdraw(`client-${step.client}`);
      oracle.queue = oracle.queue.filter((name) => name !== `client-${step.client}`);
      return;
    case "tick":
      authority.mono += step.ms;
      authority.wall += step.ms;
      return;
    case "wallJump":
      authority.wall += step.ms;
      return;
    case "restart":
      authority.restart();
      oracle.holder = undefined;
      oracle.queue = [];
      return;
    default:
      withToken(authority, oracle, step);
  }
}

function withToken(
  authority: Authority,
  oracle: Oracle,
  step: { readonly type: "release" | "renew" | "save"; readonly grant: number },
): void {
  const named = authority.granted.at(-1 - step.grant);
  if (!named) return;
  const isHolder = oracle.holder?.token === named.token;
  if (step.type === "save") {
    const isTaken = authority.save(named.token);
    if (isTaken !== isHolder)
      throw new Error(`I3: a checkpoint of ${named.token} was ${isTaken ? "taken" : "refused"}`);
    return;
  }
  authority[step.type](named.token);
  if (!oracle.holder || !isHolder) return;
  if (step.type === "release") oracle.holder = undefined;
  else oracle.holder.until = authority.mono + leaseTimes.leaseMs;
}

function expire(authority: Authority, oracle: Oracle): void {
  authority.sweep();
  if (oracle.holder && authority.mono >= oracle.holder.until) oracle.holder = undefined;
}

function serve(authority: Authority, oracle: Oracle): void {
  const newest = authority.granted.at(-1);
  if (!newest || newest.token === oracle.newest) return;
  if (newest.token < oracle.newest)
    throw new Error(`I2: token ${newest.token} after ${oracle.newest}`);
  oracle.newest = newest.token;
  const isFair = oracle.holder === undefined && oracle.queue[0] === newest.client;
  if (!isFair) throw new Error(`I1, I8: ${newest.client} got the key out of turn`);
  oracle.queue.shift();
  const until = authority.mono + leaseTimes.leaseMs;
  oracle.holder = { client: newest.client, token: newest.token, until };
}

function compare({ state }: Authority, oracle: Oracle, step: Command): void {
  if (state.holders.length > 1) throw new Error("I1: two holders");
  const held = state.holders[0];
  if (held?.token !== oracle.holder?.token)
    throw new Error(
      `I5, I12: after ${step.type} ${held?.id ?? "nobody"} holds, not ${oracle.holder?.client ?? "nobody"}`,
    );
  const waiting = state.queue.map(({ id }) => id).sort();
  if (waiting.join() !== [...oracle.queue].sort().join())
    throw new Error(`I7: ${waiting.join()} wait, not ${oracle.queue.join()}`);
  if (!held && waiting.length > 0) throw new Error("I6: a free key, and somebody waits");
}
