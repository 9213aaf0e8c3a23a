import { describe, expect, test } from "vitest";
import { type PlaceKind, Places } from "../../../server/http/access/places.ts";

const KINDS: readonly PlaceKind[] = ["request", "events", "tab", "news"];
const program = (id: string) => ({ via: "token", id }) as const;
const page = (id: string) => ({ via: "cookie", id }) as const;

/** Takes places until there are none. */
function fill(
  places: Places,
  kind: PlaceKind,
  session: Parameters<Places["take"]>[1],
): (() => void)[] {
  const taken: (() => void)[] = [];
  try {
    for (;;) taken.push(places.take(kind, session));
  } catch (error) {
    expect(error).toMatchObject({ code: "HF_TOO_MANY_REQUESTS" });
    return taken;
  }
}

describe("S19, S30: places", () => {
  test.each(KINDS)("of %s are counted for each client", (kind) => {
    const places = new Places();
    const mine = fill(places, kind, page("a"));
    expect(mine.length).toBeGreaterThanOrEqual(50);
    expect(fill(places, kind, page("b"))).toHaveLength(mine.length);
    // A place that is given back twice is one place.
    mine[0]!();
    mine[0]!();
    expect(fill(places, kind, page("a"))).toHaveLength(1);
  });

  test.each(KINDS)(
    "of %s are never all taken by programs, however many addresses they have",
    (kind) => {
      const places = new Places();
      for (let i = 0; i < 1000; i++) fill(places, kind, program(`10.0.0.${i}`));
      const taken = places.taken(kind);
      for (let i = 0; i < 3; i++) expect(() => places.take(kind, page(`p${i}`))).not.toThrow();
      expect(() => places.take(kind, { via: "code", id: "127.0.0.1" })).not.toThrow();
      expect(places.taken(kind)).toBe(taken + 4);
    },
  );

  test("of one kind leave the others alone, and nothing is left when all were given back", () => {
    const places = new Places();
    const taken = KINDS.flatMap((kind) => fill(places, kind, program("a")));
    for (const give of taken) give();
    for (const kind of KINDS) expect(places.taken(kind)).toBe(0);
  });
});
