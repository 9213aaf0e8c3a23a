import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { tokenBits } from "../../../server/config/token-strength.ts";

describe("tokenBits", () => {
  test.each([
    "",
    "T",
    "secret",
    "password".repeat(10),
    "MyVerySecretPassword123!MyVery",
    "a".repeat(200),
    "ab".repeat(100),
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
    "0123456789012345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "correct-horse-battery-staple",
    "the-quick-brown-fox-jumps-over-lazy-dogs",
    "TheQuickBrownFoxJumpsOver",
    "00000000-0000-0000-0000-000000000001",
    "jupyter-notebook-token-2026-admin",
    "31415926535897932384626433832795",
  ])("S33: %j can be guessed", (token) => {
    expect(tokenBits(token)).toBeLessThan(128);
  });

  test("what is made at random is strong enough, as hex of 16 bytes and as base64 of 24", () => {
    const weak: string[] = [];
    for (let i = 0; i < 20_000; i++) {
      const bytes = createHash("sha256").update(`token ${i}`).digest(); // the same each time
      for (const token of [bytes.toString("hex"), bytes.subarray(0, 24).toString("base64url")])
        if (tokenBits(token) < 128) weak.push(token);
    }
    expect(weak).toEqual([]);
  });
});
