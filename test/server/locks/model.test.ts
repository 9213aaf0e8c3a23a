import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { release } from "../../../server/locks/lease-rules.ts";
import { Authority } from "./authority.ts";
import { checkCommands, command } from "./commands.ts";

const sequences = fc.array(command, { maxLength: 40 });

function check(make: () => Authority, seed: number, numRuns: number) {
  const property = fc.property(sequences, (commands) => checkCommands(make(), commands));
  const { failed, errorInstance, counterexample } = fc.check(property, { seed, numRuns });
  return { failed, errorInstance, counterexample };
}

describe("one key under 24,000 random sequences of requests, crashes and clock jumps", () => {
  test.each([1, 42, 20_261_126, 987_654_321])(
    "I1, I2, I3, I5, I6, I7, I8, I12 hold, seed %i",
    (seed) => {
      expect(check(() => new Authority(), seed, 6_000)).toMatchObject({ failed: false });
    },
  );
});

/** Mistakes that were made elsewhere: the check above must find each. */
const mutants: Record<string, new () => Authority> = {
  "the token counter is not kept on the disk": class extends Authority {
    override firstToken(): number {
      return 1;
    }
  },
  "release does not compare the token": class extends Authority {
    override release(): void {
      const [held] = this.state.holders;
      if (held) this.state = release(this.state, held.token);
      this.serve();
    }
  },
  "leases run by the wall clock": class extends Authority {
    override clock(): number {
      return this.wall;
    }
  },
  "a checkpoint is compared with the stored one only": class extends Authority {
    override maySave(held: string): boolean {
      return held >= this.stored;
    }
  },
  "a checkpoint is compared by the holder's name": class extends Authority {
    override maySave(held: string): boolean {
      const client = this.granted.find(({ token }) => token === held)?.client;
      return client !== undefined && this.state.holders.some(({ id }) => id === client);
    }
  },
};

describe("the check finds the mistake that", () => {
  test.each(Object.keys(mutants))("%s", (name) => {
    const Mutant = mutants[name]!;
    const found = [1, 42, 20_261_126, 987_654_321].some(
      (seed) => check(() => new Mutant(), seed, 6_000).failed,
    );
    expect(found).toBe(true);
  });
});
